import { generate } from 'otplib';
import { PAGE } from '../support/browser-client.ts';
import type { Calls, Fields } from './kits.ts';
import { type Story, step } from './story.ts';

const PASSWORD = 'correct horse';

/** Every method of the Account service. */
export async function accountStory(story: Story): Promise<void> {
  const guest = () => story.kit.connect(story.to, {});
  const input = { userId: 'bea', email: 'bea@example.com', password: PASSWORD, name: 'Bea' };
  await step(story, guest(), 'account.create', input);
  await step(story, guest(), 'account.get');
  const bea = await signedIn(story);
  await ofProfile(story, bea);
  await ofOneself(story, bea);
  await ofSessions(story);
  await ofFactors(story);
  await ofMail(story);
  await ofPhone(story);
  await elsewhere(story);
  await step(story, await signedIn(story), 'account.updateStatus');
}

async function signedIn(story: Story): Promise<Calls> {
  const asServer = story.kit.connect(story.to, { key: true });
  const input = { email: 'bea@example.com', password: PASSWORD };
  const { secret } = await step(story, asServer, 'account.createEmailPasswordSession', input);
  return story.kit.connect(story.to, { session: String(secret) });
}

async function ofProfile(story: Story, bea: Calls): Promise<void> {
  await step(story, bea, 'account.get');
  await step(story, bea, 'account.updateName', { name: 'Bea Fox' });
  await step(story, bea, 'account.updateEmail', { email: 'fox@example.com', password: PASSWORD });
  await step(story, bea, 'account.updateEmail', { email: 'bea@example.com', password: PASSWORD });
  await step(story, bea, 'account.updatePhone', { phone: '+14155550121', password: PASSWORD });
  await step(story, bea, 'account.updatePassword', { password: 'battery staple', oldPassword: PASSWORD });
  await step(story, bea, 'account.updatePassword', { password: PASSWORD, oldPassword: 'battery staple' });
  await step(story, bea, 'account.updatePrefs', { prefs: { prefs: { theme: 'dark' }, list: [1, 'a'] } });
  await step(story, bea, 'account.getPrefs');
}

async function ofOneself(story: Story, bea: Calls): Promise<void> {
  await step(story, bea, 'account.listLogs', { queries: ['{"method":"limit","values":[3]}'] });
  await step(story, bea, 'account.listIdentities', { queries: [] });
  await step(story, bea, 'account.deleteIdentity', { identityId: 'nobodys' });
  await step(story, bea, 'account.createJWT', { duration: 60 });
  if (!story.kit.isOurs) return;
  await step(story, bea, 'account.createPushTarget', { targetId: 'device', identifier: 'push-1' });
  await step(story, bea, 'account.updatePushTarget', { targetId: 'device', identifier: 'push-2' });
  await step(story, bea, 'account.deletePushTarget', { targetId: 'device' });
}

async function ofSessions(story: Story): Promise<void> {
  const asServer = story.kit.connect(story.to, { key: true });
  const { secret } = await step(story, asServer, 'account.createAnonymousSession');
  const guest = story.kit.connect(story.to, { session: String(secret) });
  await step(story, guest, 'account.getSession', { sessionId: 'current' });
  await step(story, guest, 'account.updateSession', { sessionId: 'current' });
  await step(story, guest, 'account.listSessions');
  await step(story, guest, 'account.deleteSession', { sessionId: 'current' });
  await step(story, guest, 'account.get');
  const bea = await signedIn(story);
  await step(story, bea, 'account.deleteSessions');
  await step(story, bea, 'account.get');
}

async function ofFactors(story: Story): Promise<void> {
  const bea = await signedIn(story);
  const { secret } = await step(story, bea, 'account.createMFAAuthenticator', { type: 'totp' });
  const otp = await generate({ secret: String(secret) });
  await step(story, bea, 'account.updateMFAAuthenticator', { type: 'totp', otp });
  const { recoveryCodes } = await step(story, bea, 'account.createMFARecoveryCodes');
  await step(story, bea, 'account.updateMFA', { mfa: true });
  await step(story, bea, 'account.listMFAFactors');
  await step(story, bea, 'account.getMFARecoveryCodes');
  const again = await signedIn(story);
  await step(story, again, 'account.get');
  const { $id } = await step(story, again, 'account.createMFAChallenge', { factor: 'recoverycode' });
  const [code] = recoveryCodes as readonly string[];
  await step(story, again, 'account.updateMFAChallenge', { challengeId: $id, otp: code });
  await step(story, again, 'account.getMFARecoveryCodes');
  await step(story, again, 'account.updateMFARecoveryCodes');
  await step(story, again, 'account.deleteMFAAuthenticator', { type: 'totp' });
  await step(story, again, 'account.updateMFA', { mfa: false });
  const fresh = await step(story, again, 'account.createMFAAuthenticator', { type: 'totp' });
  const first = await generate({ secret: String(fresh.secret) });
  await step(story, again, 'account.updateMFAAuthenticator', { type: 'totp', otp: first });
  const asServer = story.kit.connect(story.to, { key: true });
  await step(story, asServer, 'users.deleteMFAAuthenticator', { userId: 'bea', type: 'totp' });
}

async function ofMail(story: Story): Promise<void> {
  const { box, kit } = story;
  const guest = kit.connect(story.to, { key: true });
  const bea = await signedIn(story);
  await step(story, bea, 'account.createEmailVerification', { url: PAGE });
  const verification = await box.link('bea@example.com');
  await step(story, bea, 'account.updateEmailVerification', verification);
  await step(story, guest, 'account.createMagicURLToken', {
    userId: 'cid',
    email: 'cid@example.com',
    url: PAGE,
  });
  const magic = await box.link('cid@example.com');
  await step(story, guest, 'account.updateMagicURLSession', magic);
  await step(story, guest, 'account.createEmailToken', {
    userId: 'dee',
    email: 'dee@example.com',
    phrase: true,
  });
  const code = await box.code('dee@example.com');
  await step(story, guest, 'account.createSession', { userId: 'dee', secret: code });
  await step(story, guest, 'account.createRecovery', { email: 'cid@example.com', url: PAGE });
  const recovery = await box.link('cid@example.com', 2);
  await step(story, guest, 'account.updateRecovery', { ...recovery, password: PASSWORD });
}

/** What the official server package cannot do yet. */
export async function codeStory(story: Story): Promise<void> {
  const { box, kit } = story;
  const guest = kit.connect(story.to, { key: true });
  const email = 'coded@example.com';
  await guest('account', 'create', { userId: 'coded', email, password: PASSWORD, name: 'Coded' });
  const owner = kit.connect(story.to, { session: await sessionOf(guest) });
  await step(story, owner, 'account.createEmailVerificationOTP', { phrase: true });
  const verifies = { userId: 'coded', secret: await box.code(email) };
  await step(story, guest, 'account.updateEmailVerificationOTP', verifies);
  await step(story, guest, 'account.createRecoveryOTP', { email });
  const recovers = { userId: 'coded', secret: await box.code(email, 2), password: PASSWORD };
  await step(story, guest, 'account.updateRecoveryOTP', recovers);
  const back = kit.connect(story.to, { session: await sessionOf(guest) });
  await step(story, back, 'account.listConsents');
  await step(story, guest, 'account.createIdTokenSession', { provider: 'google', idToken: 'a.b.c' });
  await step(story, guest, 'users.getMFAChallenge', { userId: 'coded', challengeId: 'nobodys' });
  await guest('teams', 'create', { teamId: 'apps', name: 'Apps' });
  await step(story, guest, 'teams.listInstallations', { teamId: 'apps' });
}

async function sessionOf(guest: Calls): Promise<string> {
  const { secret } = (await guest('users', 'createSession', { userId: 'coded' })) as Fields;
  return String(secret);
}

async function ofPhone(story: Story): Promise<void> {
  const { box, kit } = story;
  const guest = kit.connect(story.to, { key: true });
  await step(story, guest, 'account.createPhoneToken', { userId: 'eli', phone: '+14155550122' });
  const secret = await box.code('+14155550122');
  const opened = await step(story, guest, 'account.updatePhoneSession', { userId: 'eli', secret });
  const eli = kit.connect(story.to, { session: String(opened.secret) });
  await step(story, eli, 'account.createPhoneVerification');
  const bea = await signedIn(story);
  await step(story, bea, 'account.createPhoneVerification');
  const shown = { userId: 'bea', secret: await box.code('+14155550121') };
  await step(story, bea, 'account.updatePhoneVerification', shown);
  if (story.kit.isOurs) await step(story, eli, 'account.delete');
}

/** No provider is set up here: that it is said is the answer. */
async function elsewhere(story: Story): Promise<void> {
  const guest = story.kit.connect(story.to, {});
  const input: Fields = { provider: 'github', success: PAGE, failure: PAGE };
  if (!story.kit.isOurs) return;
  await step(story, guest, 'account.createOAuth2Token', input);
  await step(story, guest, 'account.createOAuth2Session', input);
}
