import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { storedHashOf } from '../../crypto/passwords/imported.ts';
import type { HashSecrets, SourceHash } from '../../crypto/passwords/source-hash.ts';
import { sealWith } from '../../crypto/seal.ts';
import { freshSecret } from '../../crypto/tokens.ts';
import { Failure } from '../failure.ts';
import { boundedPasswords } from '../passwords.ts';
import type { ProjectId } from '../projects/project.ts';
import { signInWithPassword } from '../sign-in/password.ts';
import { type Email, emailOf } from '../users/email.ts';
import { setOwnPassword } from '../users/own.ts';
import type { UserId } from '../users/user.ts';
import { createUser, getUser } from '../users/users.ts';
import { dropImportSecrets, keepImportSecrets, withImportSecrets } from './import-secrets.ts';

const PASSWORD = 'correct horse battery';
const WRONG = 'wrong horse battery';
const OTHER = 'another horse battery';
const PEPPER = '9f4c2b1a77d0e6585a3c';

/** A hash behind a pepper, one of /etc/shadow, and one of an old forum. */
const hashes: readonly SourceHash[] = [
  {
    family: 'devise',
    scheme: 'bcrypt',
    stored: '$2a$04$gvp.FmNWLtd2Z1D2HOrqhuCFJsi8ty0TVUTUmNKeWZLGqSFYRHq1a',
  },
  {
    family: 'crypt',
    scheme: 'yescrypt',
    stored: '$y$j75$saltSALT0123456789abc.$dkmWKv2XWzFFwAwJW0QyOoR82Xqfq8YcMikQtU2J8F/',
  },
  {
    family: 'forum',
    scheme: 'vbulletin 4',
    parts: { password: '1f04df396abb94018afb7c6615008aa8', salt: "#'a" },
  },
];

onEachEngine('a hash of another system', (database) => {
  const here = directory(database);
  let made = 0;

  const address = (name: string): Email => emailOf(`${name}@example.com`) ?? assert.fail();

  /** Keeps the secrets of an import, and creates users with its hashes. */
  async function imported(secrets: HashSecrets) {
    const importId = `import${made++}`;
    const project = here.actor.project.id;
    const core = {
      ...here.core,
      passwords: boundedPasswords(2, 256, { memoryCost: 64, timeCost: 1, parallelism: 1 }),
    };
    await here.engine.transact((tx) => keepImportSecrets(core, tx, { project, importId, secrets }));
    const users: UserId[] = [];
    for (const [at, hash] of hashes.entries()) {
      const outcome = storedHashOf(hash, { ...secrets, importId });
      assert.ok('stored' in outcome);
      const id = `${importId}-${at}` as UserId;
      await createUser(core, here.under({ passwordHistory: 5 }), {
        id,
        email: address(id),
        stored: outcome.stored,
      });
      users.push(id);
    }
    const signIn = (id: UserId, password: string) =>
      signInWithPassword(core, here.actor, { email: address(id), password }).then(
        () => 'signed in',
        (error: unknown) => (error instanceof Failure ? error.data.code : assert.fail(String(error))),
      );
    const schemes = async () => {
      const stored = await Promise.all(users.map((id) => getUser(core, here.actor, id)));
      return stored.map(({ password }) => password?.split('$')[1]);
    };
    return { core, importId, project, users, signIn, schemes };
  }

  it('opens a session with its password only, and is replaced by the first', async () => {
    const { users, signIn, schemes } = await imported({ pepper: PEPPER });
    assert.deepEqual(await schemes(), ['sealed', 'y', 'recipe']);
    const [wrong, right] = [await Promise.all(users.map((id) => signIn(id, WRONG))), [] as string[]];
    assert.deepEqual(
      [wrong, await schemes()],
      [Array(3).fill('credentials_wrong'), ['sealed', 'y', 'recipe']],
    );
    for (const id of users) right.push(await signIn(id, PASSWORD));
    assert.deepEqual([right, await schemes()], [Array(3).fill('signed in'), Array(3).fill('argon2id')]);
    for (const [at, id] of users.entries()) right[at] = await signIn(id, PASSWORD);
    assert.deepEqual(right, Array(3).fill('signed in'));
  });

  it('is the old password of its user, now and later', async () => {
    const { core, users } = await imported({ pepper: PEPPER });
    const id = users[0] as UserId;
    const actor = { ...here.under({ passwordHistory: 5 }), kind: 'user', id } as const;
    const change = (password: string, old: string) =>
      setOwnPassword(core, actor, { user: id, password, old }).then(
        () => 'changed',
        (error: unknown) => (error instanceof Failure ? error.data.code : assert.fail(String(error))),
      );
    assert.deepEqual(
      [await change(OTHER, WRONG), await change(OTHER, PASSWORD), await change(PASSWORD, OTHER)],
      ['credentials_wrong', 'changed', 'password_recently_used'],
    );
  });

  it('has secrets that lie sealed, of its own import and project, and nowhere else', async () => {
    const { core, users, importId, project, signIn } = await imported({ pepper: PEPPER });
    const { db } = here.engine.read;
    const rows = [
      ...(await db.selectFrom('users').selectAll().execute()),
      ...(await db.selectFrom('import_secrets').selectAll().execute()),
      ...(await db.selectFrom('audit').selectAll().execute()),
    ];
    const user = await getUser(core, here.actor, users[0] as UserId);
    for (const secret of [PEPPER, Buffer.from(PEPPER).toString('base64url')])
      assert.ok(!JSON.stringify([rows, user]).includes(secret));
    const kept = await db.selectFrom('import_secrets').selectAll().where('id', '=', importId).execute();
    assert.deepEqual(
      kept.map(({ sealed }) => core.seal.open(sealed)),
      [JSON.stringify({ pepper: PEPPER })],
    );
    assert.deepEqual(
      [
        await withImportSecrets(core, 'other' as ProjectId, user.password),
        await withImportSecrets({ ...core, seal: sealWith(freshSecret()) }, project, user.password),
      ],
      [null, null],
    );

    await here.engine.transact((tx) => dropImportSecrets(tx, { project, importId }));
    assert.deepEqual(await Promise.all(users.map((id) => signIn(id, PASSWORD))), [
      'credentials_wrong',
      'signed in',
      'signed in',
    ]);
  });
});
