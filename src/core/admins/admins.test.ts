import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { outcome, shownBy } from '../../../test/support/second-factors.ts';
import type { Actor } from '../actor.ts';
import { boundedPasswords } from '../passwords.ts';
import { type Email, emailOf } from '../users/email.ts';
import { changeAdminPassword, enrolAdminTotp, removeAdminTotp, verifyAdminTotp } from './account.ts';
import {
  createAdmin,
  findGrants,
  getAdmin,
  grantText,
  listAdmins,
  removeAdmin,
  setGrants,
} from './admins.ts';
import { ensureOwner } from './bootstrap.ts';
import { installation } from './installation.ts';
import { acceptLink, createResetLink, createSetupLink, inviteAdmin, showLink } from './links.ts';
import { permissionsIn } from './permissions.ts';
import { authenticateAdmin, proveAgain, requireProof, signInAdmin } from './sign-in.ts';

const password = 'a register of brass keys';
const owner = { project: null, role: 'owner' } as const;
const guest: Actor = { kind: 'guest', project: installation, scopes: new Set(), ip: '203.0.113.9' };
const system: Actor = { ...guest, kind: 'system' };
const HOUR_MS = 3_600_000;
/** Cheap: the tests are not about the hash. */
const passwords = boundedPasswords(2, 1_000, { memoryCost: 64, timeCost: 1, parallelism: 1 });

onEachEngine('administrators', (database) => {
  const here = directory(database);
  const core = () => ({ ...here.core, passwords });
  const emailFor = (name: string) => emailOf(`${name}@example.com`) as Email;
  const made = (name: string, grants = [owner]) =>
    createAdmin(core(), system, { email: emailFor(name), name, password, grants });
  const signIn = (name: string, also: { password?: string; code?: string } = {}) =>
    signInAdmin(core(), guest, { email: emailFor(name), password, ...also });
  const callerOf = async (secret: string) => {
    const caller = await authenticateAdmin(core(), secret);
    assert.ok(caller);
    return caller;
  };

  it('begin with a link that works once, for thirty minutes, while nobody is one', async () => {
    const first = await createSetupLink(core(), system);
    const second = await createSetupLink(core(), system);
    assert.ok(first !== undefined && second !== undefined);
    const answer = { password, email: 'first@example.com', name: 'First' };
    assert.equal(await outcome(acceptLink(core(), guest, { ...answer, secret: first })), 'link_invalid');
    here.clock.advance(HOUR_MS / 2);
    assert.equal(await outcome(showLink(core(), second)), 'link_invalid');
    const third = (await createSetupLink(core(), system)) ?? '';
    assert.deepEqual(await showLink(core(), third), { kind: 'setup', email: null });
    const short = { ...answer, secret: third, password: 'fourteen chars' };
    assert.equal(await outcome(acceptLink(core(), guest, short)), 'argument_invalid');
    const raced = await Promise.allSettled(
      Array.from({ length: 8 }, (_, at) =>
        acceptLink(core(), guest, { ...answer, email: `first${at}@example.com`, secret: third }),
      ),
    );
    const admins = await listAdmins(core());
    assert.equal(raced.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.deepEqual(
      admins.map(({ grants }) => grants),
      [[owner]],
    );
    assert.equal(await createSetupLink(core(), system), undefined);
    assert.equal(await outcome(acceptLink(core(), guest, { ...answer, secret: third })), 'link_invalid');
  });

  it('are not made by a link that was made before somebody else became one', async () => {
    await made('fred');
    const actor = { ...system };
    const secret = await createResetLink(core(), actor, (await made('gina')).id);
    const used = await acceptLink(core(), guest, { secret, password: 'another register of keys' });
    assert.equal(used.email, 'gina@example.com');
    assert.equal(
      await outcome(acceptLink(core(), guest, { secret, password: 'a third register of keys' })),
      'link_invalid',
    );
  });

  it('sign in by password, and get the same answer for an unknown address as for a wrong one', async () => {
    const { id } = await made('hal');
    const { secret, session } = await signIn('hal');
    const caller = await callerOf(secret);
    assert.deepEqual([caller.user.id, caller.session.id, caller.grants], [id, session.id, [owner]]);
    const wrong = { password: 'not the right password' };
    assert.deepEqual(
      [await outcome(signIn('hal', wrong)), await outcome(signIn('nobody', wrong))],
      ['credentials_wrong', 'credentials_wrong'],
    );
    assert.equal(session.expiresAt - session.issuedAt, 7 * 24 * HOUR_MS);
    here.clock.advance(12 * HOUR_MS);
    assert.equal(await authenticateAdmin(core(), secret), undefined);
  });

  it('need a code once they have an authenticator, each code and each recovery code once', async () => {
    await made('ida');
    const { secret } = await signIn('ida');
    const caller = await callerOf(secret);
    const { secret: seed } = await enrolAdminTotp(core(), guest, caller);
    const code = await shownBy(here, seed);
    const codes = await verifyAdminTotp(core(), guest, caller, code);
    here.clock.advance(60_000);
    const next = await shownBy(here, seed);
    const seen = [
      await outcome(signIn('ida')),
      await outcome(signIn('ida', { code: '000000' })),
      await outcome(signIn('ida', { code: next })),
      await outcome(signIn('ida', { code: next })),
      await outcome(signIn('ida', { code: codes[0] ?? '' })),
      await outcome(signIn('ida', { code: codes[0] ?? '' })),
    ];
    assert.deepEqual(seen, [
      'code_needed',
      'token_invalid',
      'done',
      'token_invalid',
      'done',
      'token_invalid',
    ]);
    await changeAdminPassword(core(), guest, caller, { current: password, password: 'nine char' });
    assert.equal(await outcome(removeAdminTotp(core(), guest, caller, 'nine char')), 'argument_invalid');
    await changeAdminPassword(core(), guest, caller, { current: 'nine char', password });
    await removeAdminTotp(core(), guest, caller, password);
    assert.equal(await outcome(signIn('ida')), 'done');
  });

  it('are refused dangerous acts ten minutes after the last proof, until they give one again', async () => {
    await made('joe');
    const { secret } = await signIn('joe');
    here.clock.advance(10 * 60_000 + 1);
    const caller = await callerOf(secret);
    assert.throws(() => requireProof(core(), caller.session), /proof_needed/);
    const wrong = proveAgain(core(), guest, caller, { password: 'not the right password' });
    assert.equal(await outcome(wrong), 'credentials_wrong');
    assert.throws(() => requireProof(core(), caller.session), /proof_needed/);
    await proveAgain(core(), guest, caller, { password });
    requireProof(core(), (await callerOf(secret)).session);
  });

  it('lose their sessions with a new password, a reset and their removal, at once', async () => {
    const { id } = await made('kim');
    const [own, other] = [await signIn('kim'), await signIn('kim')];
    const next = 'a second register of keys';
    await changeAdminPassword(core(), guest, await callerOf(own.secret), {
      current: password,
      password: next,
    });
    const afterChange = [own, other].map(({ secret }) => authenticateAdmin(core(), secret));
    assert.deepEqual(
      (await Promise.all(afterChange)).map((caller) => caller !== undefined),
      [true, false],
    );
    const link = await createResetLink(core(), system, id);
    await acceptLink(core(), guest, { secret: link, password: 'a third register of keys' });
    assert.equal(await authenticateAdmin(core(), own.secret), undefined);
    const last = await signIn('kim', { password: 'a third register of keys' });
    await removeAdmin(core(), system, id);
    assert.equal(await authenticateAdmin(core(), last.secret), undefined);
    assert.equal(await outcome(getAdmin(core(), id)), 'admin_not_found');
    assert.deepEqual(await findGrants(core(), id), []);
  });

  it('are invited without a password, which their link sets once within three days', async () => {
    const grants = [{ project: here.actor.project.id, role: 'support' }] as const;
    const { admin, secret } = await inviteAdmin(core(), system, { email: emailFor('lea'), grants });
    assert.equal(await outcome(signIn('lea')), 'credentials_wrong');
    assert.deepEqual(await showLink(core(), secret), { kind: 'invite', email: 'lea@example.com' });
    here.clock.advance(72 * HOUR_MS - 1);
    await acceptLink(core(), guest, { secret, password, name: 'Lea' });
    const { secret: cookie } = await signIn('lea');
    assert.deepEqual((await callerOf(cookie)).grants, grants);
    assert.deepEqual([...permissionsIn(grants, null)], []);
    assert.ok(permissionsIn(grants, here.actor.project.id).has('users.support'));
    assert.equal((await getAdmin(core(), admin.id)).name, 'Lea');
    const again = await createResetLink(core(), system, admin.id);
    here.clock.advance(HOUR_MS);
    assert.equal(await outcome(showLink(core(), again)), 'link_invalid');
  });

  it('keep one owner, whoever leaves at the same moment', async () => {
    const all = await listAdmins(core());
    const left = await Promise.allSettled([
      ...all.map(({ id }) => removeAdmin(core(), system, id)),
      ...all.map(({ id }) => setGrants(core(), system, { id, grants: [{ project: null, role: 'auditor' }] })),
    ]);
    assert.ok(left.some(({ status }) => status === 'rejected'));
    const owners = (await listAdmins(core())).filter(({ grants }) =>
      grants.some(({ project, role }) => project === null && role === 'owner'),
    );
    assert.equal(owners.length, 1);
  });

  it('have one address each, and roles in projects that exist', async () => {
    await made('mia');
    const grants = [{ project: 'nowhere', role: 'operator' }] as const;
    assert.deepEqual(
      [
        await outcome(made('mia')),
        await outcome(inviteAdmin(core(), system, { email: emailFor('noa'), grants })),
        await outcome(inviteAdmin(core(), system, { email: emailFor('noa'), grants: [owner, owner] })),
      ],
      ['admin_exists', 'project_not_found', 'argument_invalid'],
    );
  });

  it('are made once by servers that start with the same settings', async () => {
    const settings = { email: emailFor('machine'), password };
    await Promise.all([1, 2, 3].map(() => ensureOwner(core(), system, settings)));
    await ensureOwner(core(), system, { ...settings, password: 'another password that is long' });
    assert.equal(await outcome(signIn('machine')), 'done');
  });

  it('keep an owner, also when the last two get other roles at once', async () => {
    const owners = async () =>
      (await listAdmins(core())).filter(({ grants }) => grants.some((grant) => grantText(grant) === 'owner'));
    const demote = (id: string) =>
      outcome(setGrants(core(), system, { id, grants: [{ project: null, role: 'auditor' }] }));
    const pair = [await made('vera'), await made('walt')].map(({ id }) => id);
    for (const { id } of await owners()) if (!pair.includes(id)) await removeAdmin(core(), system, id);
    const seen = await Promise.all(pair.map(demote));
    assert.equal(seen.filter((each) => each === 'last_owner').length, 1);
    const [last, ...others] = await owners();
    assert.deepEqual([others, await demote(last?.id ?? '')], [[], 'last_owner']);
  });
});
