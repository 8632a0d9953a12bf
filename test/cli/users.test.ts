import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { projectsCreate } from '../../src/cli/projects.ts';
import {
  type CreateInput,
  type ListInput,
  usersBlock,
  usersCreate,
  usersDelete,
  usersEndSessions,
  usersList,
  usersResetPassword,
  usersSessions,
  usersShow,
  usersVerify,
} from '../../src/cli/users.ts';
import type { Core } from '../../src/core/core.ts';
import type { ProjectId } from '../../src/core/projects/project.ts';
import { getProject } from '../../src/core/projects/projects.ts';
import { completeRecovery } from '../../src/core/recovery/recovery.ts';
import { createServerSession } from '../../src/core/sessions/sessions.ts';
import { signInWithPassword } from '../../src/core/sign-in/password.ts';
import type { Email } from '../../src/core/users/email.ts';
import { setLabels } from '../../src/core/users/profile.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { open, systemActor } from '../../src/open.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';

type Shown = { id: string; email: string | null; blockedAt: string | null; hasPassword: boolean };
type Listed = { rows: Shown[]; total: number; totalIsExact: boolean; next: string | null };

const PASSWORD = 'correct horse battery';
const DAY_MS = 86_400_000;

onEachEngine('users on the command line', (database) => {
  const { settings, text, json } = commandsOn(database);
  const all: ListInput = { label: [], descending: false, all: false };
  const list = (input: Partial<ListInput> = {}) =>
    json<Listed>((args, output) => usersList(args, output, { ...all, ...input }));
  const ids = async (input: Partial<ListInput>) => (await list(input)).rows.map(({ id }) => id);
  const create = (input: CreateInput) => json<Shown>((args, output) => usersCreate(args, output, input));
  const show = (name: string) => json<Shown>((args, output) => usersShow(args, output, name));
  const within = async <T>(work: (core: Core, actor: ReturnType<typeof systemActor>) => Promise<T>) => {
    const { config, secrets } = settings();
    await using opened = await open(config, secrets, { migrate: false });
    const project = await getProject(opened.core, 'shop' as ProjectId);
    return await work(opened.core, systemActor('cli', project));
  };
  const file = (content: string) => {
    const path = join(testFolder(), 'password');
    writeFileSync(path, content);
    return path;
  };

  before(async () => {
    await text((args, output) => projectsCreate(args, output, { id: 'shop', name: undefined }));
    await create({ id: 'ann', email: 'ann@example.com', name: 'Ann', passwordFile: file(`${PASSWORD}\n`) });
    await create({ id: 'ben', phone: '+4930123456' });
    await create({ id: 'cid', email: 'cid@example.com' });
    await within((core, actor) => setLabels(core, actor, { id: 'ben' as UserId, labels: ['vip', 'eu'] }));
    await within((core, actor) => setLabels(core, actor, { id: 'cid' as UserId, labels: ['vip'] }));
  });

  it('lists them page by page, sorted as asked', async () => {
    const first = await list({ limit: '2' });
    assert.deepEqual(
      [first.rows.map(({ id }) => id), first.total, first.totalIsExact, first.next],
      [['ann', 'ben'], 3, true, 'ben'],
    );
    const second = await list({ limit: '2', after: 'ben' });
    assert.deepEqual([second.rows.map(({ id }) => id), second.next], [['cid'], null]);
    assert.deepEqual(await ids({ sort: 'email', descending: true }), ['cid', 'ann', 'ben']);
    assert.equal(JSON.stringify(await show('ann')).includes('argon2'), false);
  });

  it('chooses users by flags', async () => {
    await text((args, output) => usersBlock(args, output, { name: 'cid', blocked: true }));
    await text((args, output) => usersVerify(args, output, { name: 'ann', kinds: [] }));
    const chosen = [
      await ids({ status: 'blocked' }),
      await ids({ status: 'active' }),
      await ids({ label: ['vip'] }),
      await ids({ label: ['vip', 'eu'] }),
      await ids({ search: 'ann' }),
      await ids({ emailVerified: 'yes' }),
      await ids({ phoneVerified: 'no' }),
      await ids({ createdAfter: '1h' }),
      await ids({ createdBefore: '2020-01-31' }),
      await ids({ inactiveFor: '0d', label: ['eu'] }),
      await ids({ inactiveFor: '90d' }),
    ];
    assert.deepEqual(chosen, [
      ...[['cid'], ['ann', 'ben'], ['ben', 'cid'], ['ben'], ['ann'], ['ann']],
      ...[['ann', 'ben', 'cid'], ['ann', 'ben', 'cid'], [], ['ben'], []],
    ]);
    await text((args, output) => usersBlock(args, output, { name: 'cid', blocked: false }));
    assert.equal((await show('cid')).blockedAt, null);
  });

  it('refuses flags that it does not understand', async () => {
    const refusals = [
      [{ status: 'gone' }, /--status takes active or blocked/],
      [{ label: ['a b'] }, /--label takes 1 to 36/],
      [{ emailVerified: 'maybe' }, /--email-verified takes yes or no/],
      [{ createdAfter: 'yesterday' }, /--created-after takes a date/],
      [{ sort: 'shoes' }, /--sort takes one of created/],
      [{ limit: '0' }, /--limit takes a number from 1 to 1000/],
      [{ all: true, sort: 'name' }, /--all prints every user/],
    ] as const;
    for (const [input, message] of refusals) await assert.rejects(list(input), { message });
    await assert.rejects(create({ email: 'nobody' }), { message: /--email takes an email address/ });
    await assert.rejects(create({ phone: '030' }), { message: /--phone takes a number/ });
  });

  it('prints every user as a line of JSON, across pages and equal moments of creation', async () => {
    await within(async (core, actor) => {
      for (let at = 0; at < 250; at++)
        await createUser(core, actor, { id: `many-${String(at).padStart(3, '0')}` as UserId });
      await core.write(actor, [], (tx) =>
        tx.db
          .updateTable('users')
          .set({ updated_at: 1 })
          .where('id', 'like', 'many-%')
          .execute()
          .then(() => undefined),
      );
    });
    const printed = await text((args, output) => usersList(args, output, { ...all, all: true }));
    const streamed = printed
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Shown).id);
    assert.deepEqual(
      [streamed.length, new Set(streamed).size, streamed[0], streamed.at(-1)],
      [253, 253, 'ann', 'many-249'],
    );
  });

  it('finds a user by id, email address or phone number', async () => {
    const found = [await show('ann'), await show('Ann@Example.com'), await show('+4930123456')];
    assert.deepEqual(
      found.map(({ id }) => id),
      ['ann', 'ann', 'ben'],
    );
    await assert.rejects(show('nobody'), { code: 'user_not_found' });
    await assert.rejects(show('nobody@example.com'), { code: 'user_not_found' });
  });

  it('takes passwords from files, and refuses those of the policies', async () => {
    const signIn = (password: string) =>
      within((core, actor) =>
        signInWithPassword(core, actor, { email: 'ann@example.com' as Email, password }),
      );
    await signIn(PASSWORD);
    const passwordFile = file('another password');
    await text((args, output) =>
      usersResetPassword(args, output, { name: 'ann', mail: false, passwordFile }),
    );
    await signIn('another password');
    await assert.rejects(create({ id: 'dan', passwordFile: file('short') }), {
      data: { code: 'argument_invalid', field: 'password', rule: 'too_few_bytes', least: 8 },
    });
    await assert.rejects(create({ id: 'dan', passwordFile: '/nowhere' }), { message: /cannot be read/ });
  });

  it('prints a link by which a user sets a password once', async () => {
    const url = 'http://localhost/reset';
    const reset = { name: 'ben', url, mail: false };
    const { link, expiresAt } = await json<{ link: string; expiresAt: string }>((args, output) =>
      usersResetPassword(args, output, reset),
    );
    const secret = new URL(link).searchParams.get('secret') ?? '';
    const days = (Date.parse(expiresAt) - Date.now()) / DAY_MS;
    assert.ok(link.startsWith(`${url}?userId=ben&secret=`) && days > 0.99 && days <= 1, link);
    const complete = () =>
      within((core, actor) =>
        completeRecovery(core, actor, { user: 'ben' as UserId, secret, password: PASSWORD }),
      );
    await complete();
    await assert.rejects(complete(), { code: 'token_invalid' });
  });

  it('queues a mail with the link, and says why it cannot', async () => {
    const reset = (name: string, more = {}) =>
      json((args, output) =>
        usersResetPassword(args, output, { name, url: 'http://localhost/reset', mail: true, ...more }),
      );
    assert.deepEqual(await reset('ann'), { id: 'ann', sent: true });
    const queued = await within((core) =>
      core.read.db.selectFrom('outbox').select('kind').where('user_id', '=', 'ann').execute(),
    );
    assert.equal(queued.length, 1);
    await assert.rejects(reset('ben'), { code: 'email_missing' });
    await assert.rejects(reset('ann', { url: undefined }), { message: /with --url, and add --mail/ });
    await assert.rejects(reset('ann', { url: 'https://evil.example/' }), { code: 'argument_invalid' });
  });

  it('lists and ends sessions', async () => {
    const openSession = () =>
      within((core, actor) => createServerSession(core, actor, 'cid' as UserId)).then(
        ({ session }) => session.id,
      );
    const made = [await openSession(), await openSession(), await openSession()];
    const listed = async () =>
      (await json<{ id: string }[]>((args, output) => usersSessions(args, output, 'cid'))).map(
        ({ id }) => id,
      );
    assert.deepEqual(await listed(), made);
    const end = (session?: string) =>
      text((args, output) => usersEndSessions(args, output, { name: 'cid', session }));
    await end(made[1]);
    assert.deepEqual(await listed(), [made[0], made[2]]);
    await assert.rejects(end('nothing'), { code: 'session_not_found' });
    await end();
    assert.deepEqual(await listed(), []);
  });

  it('deletes a user, but not unasked', async () => {
    const remove = (yes: boolean) =>
      text((args, output) => usersDelete(args, output, { name: 'cid@example.com', yes }));
    await assert.rejects(remove(false), { message: /^Delete the user cid .*: add --yes\.$/ });
    assert.equal((await show('cid')).id, 'cid');
    assert.equal(await remove(true), 'Deleted the user cid (cid@example.com).\n');
    await assert.rejects(show('cid'), { code: 'user_not_found' });
  });

  it('shows no control characters that users chose', async () => {
    await create({ id: 'eve', name: 'Eve\u001b[2J\n\u202eevil' });
    const shown = [
      await text((args, output) => usersList(args, output, { ...all, search: 'eve' })),
      await text((args, output) => usersShow(args, output, 'eve')),
    ];
    for (const part of shown) {
      assert.match(part, /Eve\ufffd\[2J\ufffd\ufffdevil/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
      assert.doesNotMatch(part, /[\u001b\u202e]/);
    }
  });
});
