import { generate } from 'otplib';
import { signInAs, walker } from '../oauth/walker.ts';
import { freshAddress, PAGE } from '../support/browser-client.ts';
import type { Stage, World } from './examples-world.ts';

type Stranger = Pick<World, 'account'> & { readonly email: string };
type Scene = (stage: Stage) => Promise<Partial<World>>;

let strangers = 0;

/** Ann is no longer found by the address and the number that the example gives away. */
const annAtProvider: Scene = async ({ world: { users } }) => {
  await users.updateEmail('ann', 'lee@example.com');
  await users.updatePhone('ann', '+14155550100');
  return {};
};

const annGone: Scene = async ({ world: { users } }) => {
  await users.delete('ann');
  return {};
};

const asGuest: Scene = async ({ sdk, as }) => ({ account: new sdk.Account(as()) });

const asNewcomer: Scene = async (stage) => {
  await annAtProvider(stage);
  return asGuest(stage);
};

/** An address that got no message yet: what comes there was sent for this example. */
async function atFreshAddress({ world: { users } }: Stage): Promise<string> {
  const email = `ann-${++strangers}@example.com`;
  await users.updateEmail('ann', email);
  return email;
}

const withToken: Scene = async (stage) => {
  const { secret } = await stage.world.users.createToken('ann');
  return { ...(await asGuest(stage)), secret };
};

const withVerification: Scene = async (stage) => {
  const email = await atFreshAddress(stage);
  await stage.world.account.createEmailVerification(PAGE);
  return { secret: (await stage.box.link(email)).secret };
};

const withPhoneVerification: Scene = async ({ box, world: { users, account } }) => {
  const phone = `+14155551${String(++strangers).padStart(3, '0')}`;
  await users.updatePhone('ann', phone);
  await account.createPhoneVerification();
  return { secret: await box.code(phone) };
};

const withRecovery: Scene = async (stage) => {
  const email = await atFreshAddress(stage);
  const { account } = (await asGuest(stage)) as Pick<World, 'account'>;
  await account.createRecovery(email, PAGE);
  return { account, secret: (await stage.box.link(email)).secret };
};

const withVerificationCode: Scene = async (stage) => {
  const email = await atFreshAddress(stage);
  await stage.world.account.createEmailVerificationOTP();
  return { secret: await stage.box.code(email) };
};

const withRecoveryCode: Scene = async (stage) => {
  const email = await atFreshAddress(stage);
  const { account } = (await asGuest(stage)) as Pick<World, 'account'>;
  await account.createRecoveryOTP(email);
  return { account, secret: await stage.box.code(email) };
};

const withIdToken: Scene = async (stage) => {
  const sub = `native-${++strangers}`;
  const account = { sub, email: `${sub}@example.com`, email_verified: true };
  return { ...(await asGuest(stage)), idToken: await stage.provider.idTokenOf(account) };
};

const withCustomChallenge: Scene = async ({ world: { account } }) => {
  const { $id } = await account.createMFAChallenge('custom');
  return { challengeId: $id };
};

const enrolling: Scene = async ({ world: { account } }) => {
  const { secret } = await account.createMFAAuthenticator('totp');
  return { otp: await generate({ secret }) };
};

const enrolled: Scene = async (stage) => {
  const { otp = '' } = await enrolling(stage);
  await stage.world.account.updateMFAAuthenticator('totp', otp);
  return {};
};

const withCodes: Scene = async ({ world: { users } }) => {
  await users.createMFARecoveryCodes('ann');
  return {};
};

/** Somebody whom nobody has limited yet, signed in; for examples that name nobody. */
async function stranger({ sdk, as, world: { users } }: Stage): Promise<Stranger> {
  const userId = `stranger-${++strangers}`;
  const email = `${userId}@example.com`;
  await users.create(userId, email);
  await users.updateEmailVerification(userId, true);
  const { secret } = await users.createSession(userId);
  return { email, account: new sdk.Account(as(secret)) };
}

/** With codes, and a second factor shown in this session. */
const withOwnCodes: Scene = async (stage) => {
  const { account } = await stranger(stage);
  await enrolled({ ...stage, world: { ...stage.world, account } });
  const { recoveryCodes } = await account.createMFARecoveryCodes();
  const { $id } = await account.createMFAChallenge('recoveryCode');
  await account.updateMFAChallenge($id, recoveryCodes[0] ?? '');
  return { account };
};

const verified: Scene = async ({ world: { users } }) => {
  await users.updateEmailVerification('ann', true);
  return {};
};

const challenged: Scene = async (stage) => {
  const { email, account } = await stranger(stage);
  const { $id } = await account.createMFAChallenge('email');
  return { account, challengeId: $id, otp: await stage.box.code(email) };
};

const withTarget: Scene = async ({ world: { users } }) => {
  await users.createTarget('ann', 'phone-of-ann', 'sms', '+14155552672');
  return {};
};

const withPushTarget: Scene = async ({ world: { account } }) => {
  await account.createPushTarget('browser', 'token-of-the-browser-before');
  return {};
};

const asMember: Scene = async ({ world: { teams } }) => {
  const { $id } = await teams.createMembership('staff', ['owner'], undefined, 'ann');
  return { membershipId: $id };
};

/** Ann was asked to join by somebody who is in the team. */
const invited: Scene = async (stage) => {
  const { sdk, as, box, world } = stage;
  const email = await atFreshAddress(stage);
  await world.users.create('bea', 'bea@example.com');
  const { secret: session } = await world.users.createSession('bea');
  await world.teams.createMembership('staff', ['owner'], undefined, 'bea');
  const ofBea = new sdk.Teams(as(session));
  const { $id } = await ofBea.createMembership({ teamId: 'staff', roles: ['desk'], email, url: PAGE });
  return { teams: new sdk.Teams(as()), membershipId: $id, secret: (await box.link(email)).secret };
};

/** Somebody who signed in by the provider. */
const withIdentity: Scene = async ({ sdk, as, endpoint, provider, world: { users } }) => {
  const sub = `person-${++strangers}`;
  provider.accounts.set(sub, { sub, email: `${sub}@example.com`, email_verified: true });
  const query = new URLSearchParams({ project: 'test', success: PAGE, failure: PAGE });
  const begin = `${endpoint}/account/sessions/oauth2/oidc?${query}`;
  await signInAs(walker(freshAddress()), begin, { login: sub, until: PAGE });
  const [identity] = (await users.listIdentities()).identities;
  const { secret } = await users.createSession(identity?.userId ?? '');
  return { account: new sdk.Account(as(secret)), identityId: identity?.$id ?? '' };
};

/** A password that the server sets ends the sessions that are open. */
const withOldPassword: Scene = async ({ sdk, as, world: { users } }) => {
  await users.updatePassword('ann', 'battery staple');
  const { secret } = await users.createSession('ann');
  return { account: new sdk.Account(as(secret)) };
};

/** Ann is at the registry too, with a key; her password there is the registry's. */
const inRegistry: Scene = async ({ sdk, base, hex, world: { users } }) => {
  await users.delete('ann');
  const key = await hex.person('ann');
  return { key, hex: new sdk.HexUsers({ repoUrl: `${base}/hex/api`, key }) };
};

/** What examples need beside Ann and her session, by the first method among these that they call. */
export const scenes: Readonly<Record<string, Scene>> = {
  'users.create': annAtProvider,
  'users.updateEmail': annAtProvider,
  'users.updatePhone': annAtProvider,
  ...Object.fromEntries(
    ['Argon2', 'Bcrypt', 'MD5', 'PHPass', 'SHA', 'Scrypt', 'ScryptModified'].map((hash) => [
      `users.create${hash}User`,
      annAtProvider,
    ]),
  ),
  'users.getMFARecoveryCodes': withCodes,
  'users.updateMFARecoveryCodes': withCodes,
  'users.deleteMFAAuthenticator': enrolled,
  'users.getTarget': withTarget,
  'users.updateTarget': withTarget,
  'users.deleteTarget': withTarget,
  'users.deleteIdentity': withIdentity,
  'account.create': asNewcomer,
  'account.updateEmail': annAtProvider,
  'account.updatePhone': annAtProvider,
  'account.createPhoneToken': asNewcomer,
  'account.createEmailPasswordSession': asGuest,
  'account.createAnonymousSession': asGuest,
  'account.createSession': withToken,
  'account.updateMagicURLSession': withToken,
  'account.updatePhoneSession': withToken,
  'account.createMagicURLToken': asGuest,
  'account.createEmailToken': asGuest,
  'account.createRecovery': asGuest,
  'account.updateRecovery': withRecovery,
  'account.createIdTokenSession': withIdToken,
  'users.getMFAChallenge': withCustomChallenge,
  'users.getMfaChallenge': withCustomChallenge,
  'account.createRecoveryOTP': asGuest,
  'account.updateRecoveryOTP': withRecoveryCode,
  'account.updateEmailVerificationOTP': withVerificationCode,
  'account.updateEmailVerification': withVerification,
  'account.updatePhoneVerification': withPhoneVerification,
  'account.updatePassword': withOldPassword,
  'account.updatePushTarget': withPushTarget,
  'account.deletePushTarget': withPushTarget,
  'account.updateMFAAuthenticator': enrolling,
  'account.deleteMFAAuthenticator': withOwnCodes,
  'account.createMFARecoveryCodes': enrolled,
  'account.getMFARecoveryCodes': withOwnCodes,
  'account.updateMFARecoveryCodes': withOwnCodes,
  'account.createMFAChallenge': verified,
  'account.updateMFAChallenge': challenged,
  'account.deleteIdentity': withIdentity,
  'teams.getMembership': asMember,
  'teams.updateMembership': asMember,
  'teams.deleteMembership': asMember,
  'teams.updateMembershipStatus': invited,
  'hex.createUser': annGone,
  'hex.getCurrentUser': inRegistry,
  'hex.getUser': inRegistry,
  'hex.resetUserPassword': inRegistry,
  'hex.streamAuditLogs': inRegistry,
};
