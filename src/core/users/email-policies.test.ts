import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { Failure } from '../failure.ts';
import type { Policies, ProjectId } from '../projects/project.ts';
import { createProject, setPolicies } from '../projects/projects.ts';
import { setEmail } from './addresses.ts';
import { type Email, emailOf } from './email.ts';
import { importUser } from './imports.ts';
import type { UserId } from './user.ts';
import { createUser, removeUser } from './users.ts';

const email = (text: string): Email => emailOf(text) ?? assert.fail(text);
const FREE = email('ann@web.de');
const ALIAS = email('an.n+shop@gmail.com');
const DISPOSABLE = email('ann@mailinator.com');
const OWN = email('ann@acme.example');

async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'taken';
  } catch (error) {
    return error instanceof Failure ? error.code : String(error);
  }
}

onEachEngine('policies about addresses', (database) => {
  const here = directory(database);
  let count = 0;

  /** Creates a user with each address, in a fresh project with the policies. */
  async function outcomes(policies: Partial<Policies>, emails: readonly Email[]) {
    const actor = { ...here.under(policies) };
    const id = `p${++count}` as ProjectId;
    const inside = { ...actor, project: { ...actor.project, id } };
    await createProject(here.core, inside, { id, name: id });
    const found = [];
    for (const each of emails) found.push(await outcome(createUser(here.core, inside, { email: each })));
    return found;
  }

  it('refuse what each is about, in a fixed order, and nothing by default', async () => {
    const all = [OWN, FREE, ALIAS, DISPOSABLE];
    const on = true;
    assert.deepEqual(
      [
        await outcomes({}, all),
        await outcomes({ denyDisposableEmails: on }, all),
        await outcomes({ denyAliasedEmails: on }, all),
        await outcomes({ denyFreeEmails: on }, all),
        await outcomes({ corporateEmailsOnly: on }, all),
        await outcomes({ denyAliasedEmails: on, denyFreeEmails: on, corporateEmailsOnly: on }, all),
      ],
      [
        ['taken', 'taken', 'taken', 'taken'],
        ['taken', 'taken', 'taken', 'email_disposable'],
        ['taken', 'taken', 'email_aliased', 'taken'],
        ['taken', 'email_free', 'email_free', 'taken'],
        ['taken', 'email_not_corporate', 'email_not_corporate', 'email_not_corporate'],
        ['taken', 'email_free', 'email_aliased', 'email_not_corporate'],
      ],
    );
  });

  it('refuse them at a change and an import too, and leave the addresses that users have', async () => {
    const { id } = await createUser(here.core, here.actor, { email: FREE });
    const strict = here.under({ denyFreeEmails: true });
    const hash = { scheme: { refusal: () => undefined }, stored: 'imported' };
    const found = [
      await outcome(setEmail(here.core, strict, { id, email: email('eve@web.de') })),
      await outcome(setEmail(here.core, strict, { id, email: FREE })),
      await outcome(setEmail(here.core, strict, { id, email: null })),
      await outcome(importUser(here.core, strict, { email: FREE } as never, hash as never)),
    ];
    assert.deepEqual(found, ['email_free', 'taken', 'taken', 'email_free']);
  });
});

onEachEngine('the policy canonicalEmails', (database) => {
  const here = directory(database);
  const loose = { ...here.actor };
  const strict = here.under({ canonicalEmails: true });
  const [plain, dotted, tagged] = [
    email('bobby@gmail.com'),
    email('bob.by@gmail.com'),
    email('bobby+x@googlemail.com'),
  ];
  const create = (actor: typeof strict, address: Email) => createUser(here.core, actor, { email: address });

  it('takes one spelling of a mailbox, and stores it as given', async () => {
    const first = await create(strict, dotted);
    const others = [await outcome(create(strict, plain)), await outcome(create(strict, tagged))];
    assert.deepEqual([first.email, others], [dotted, ['user_exists', 'user_exists']]);
    await removeUser(here.core, strict, first.id);
    const next = await create(strict, plain);
    await removeUser(here.core, strict, next.id);
  });

  it('gives one of many concurrent spellings the mailbox', async () => {
    const spellings = Array.from({ length: 6 }, (_, at) => email(`carol+${at}@gmail.com`));
    const found = await Promise.all(spellings.map((each) => outcome(create(strict, each))));
    assert.equal(found.filter((each) => each === 'taken').length, 1);
  });

  it('lets a user change the spelling, and frees the mailbox when the address changes', async () => {
    const { id } = await create(strict, email('dora@gmail.com'));
    await setEmail(here.core, strict, { id, email: email('do.ra@gmail.com') });
    const during = await outcome(create(strict, email('dora+1@gmail.com')));
    await setEmail(here.core, strict, { id, email: OWN });
    const after = await outcome(create(strict, email('dora+1@gmail.com')));
    const back = await outcome(setEmail(here.core, strict, { id, email: email('dora@gmail.com') }));
    assert.deepEqual([during, after, back], ['user_exists', 'taken', 'email_taken']);
  });

  it('leaves users who share a mailbox when it is switched on, of whom the oldest holds it', async () => {
    const id = 'later' as ProjectId;
    const inside = { ...loose, project: { ...loose.project, id } };
    await createProject(here.core, inside, { id, name: id });
    const [one, other] = [await create(inside, dotted), await create(inside, plain)];
    const project = await setPolicies(here.core, inside, { canonicalEmails: true });
    const now = { ...inside, project };
    const rows = await here.core.read.db
      .selectFrom('identifiers')
      .select(['value', 'user_id'])
      .where('project_id', '=', id)
      .where('kind', '=', 'mailbox')
      .execute();
    assert.deepEqual(rows, [{ value: plain, user_id: one.id }]);
    assert.equal(await outcome(create(now, tagged)), 'user_exists');
    const kept = await outcome(
      setEmail(here.core, now, { id: other.id as UserId, email: email('b.obby@gmail.com') }),
    );
    assert.equal(kept, 'taken');
  });

  it('is off by default', async () => {
    const spelled = [email('eli@gmail.com'), email('e.li@gmail.com')];
    assert.deepEqual(await Promise.all(spelled.map((each) => outcome(create(loose, each)))), [
      'taken',
      'taken',
    ]);
  });
});
