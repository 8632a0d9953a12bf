import { imports } from '../appwrite/imported-rows.ts';
import type { Calls } from './kits.ts';
import { type Story, step } from './story.ts';

/** Every method of the Users service. */
export async function usersStory(story: Story): Promise<void> {
  const asServer = story.kit.connect(story.to, { key: true });
  await ofOne(story, asServer);
  await ofSessions(story, asServer);
  await ofFactors(story, asServer);
  await ofTargets(story, asServer);
  for (const { method, hash, parts } of imports) {
    const userId = method.toLowerCase();
    const input = { userId, email: `${userId}@example.com`, password: hash, ...parts, name: 'Imported' };
    await step(story, asServer, `users.${method}`, input);
  }
  await ofMany(story, asServer);
}

async function ofOne(story: Story, calls: Calls): Promise<void> {
  const userId = 'ann';
  const input = { email: 'Ann@Example.com', phone: '+14155550111', password: 'correct horse', name: 'Ann' };
  await step(story, calls, 'users.create', { userId, ...input });
  await step(story, calls, 'users.create', { userId, ...input });
  await step(story, calls, 'users.updateName', { userId, name: 'Ann Lee' });
  await step(story, calls, 'users.updateEmail', { userId, email: 'lee@example.com' });
  await step(story, calls, 'users.updateEmail', { userId, email: 'nobody' });
  await step(story, calls, 'users.updatePhone', { userId, number: '+14155550112' });
  await step(story, calls, 'users.updatePassword', { userId, password: 'battery staple' });
  await step(story, calls, 'users.updateStatus', { userId, status: false });
  await step(story, calls, 'users.updateStatus', { userId, status: true });
  await step(story, calls, 'users.updateEmailVerification', { userId, emailVerification: true });
  await step(story, calls, 'users.updatePhoneVerification', { userId, phoneVerification: true });
  await step(story, calls, 'users.updateLabels', { userId, labels: ['vip', 'beta'] });
  await step(story, calls, 'users.updatePrefs', { userId, prefs: { theme: 'dark', size: 2.5, none: null } });
  await step(story, calls, 'users.getPrefs', { userId });
  await step(story, calls, 'users.updateImpersonator', { userId, impersonator: true });
  await step(story, calls, 'users.get', { userId });
  await step(story, calls, 'users.get', { userId: 'a/b?c#d' });
}

async function ofSessions(story: Story, calls: Calls): Promise<void> {
  const userId = 'ann';
  const { $id: sessionId } = await step(story, calls, 'users.createSession', { userId });
  await step(story, calls, 'users.createJWT', { userId, sessionId, duration: 60 });
  await step(story, calls, 'users.createToken', { userId, length: 8, expire: 120 });
  await step(story, calls, 'users.listSessions', { userId });
  await step(story, calls, 'users.deleteSession', { userId, sessionId });
  await step(story, calls, 'users.deleteSession', { userId, sessionId });
  await step(story, calls, 'users.deleteSessions', { userId });
}

async function ofFactors(story: Story, calls: Calls): Promise<void> {
  const userId = 'ann';
  await step(story, calls, 'users.updateMFA', { userId, mfa: true });
  await step(story, calls, 'users.listMFAFactors', { userId });
  await step(story, calls, 'users.createMFARecoveryCodes', { userId });
  await step(story, calls, 'users.getMFARecoveryCodes', { userId });
  await step(story, calls, 'users.updateMFARecoveryCodes', { userId });
  await step(story, calls, 'users.deleteMFAAuthenticator', { userId, type: 'totp' });
}

async function ofTargets(story: Story, calls: Calls): Promise<void> {
  const userId = 'ann';
  const targetId = 'phone-2';
  const input = { userId, targetId, providerType: 'sms', identifier: '+14155550113' };
  await step(story, calls, 'users.createTarget', input);
  await step(story, calls, 'users.listTargets', {
    userId,
    queries: ['{"method":"equal","attribute":"providerType","values":["sms"]}'],
  });
  await step(story, calls, 'users.updateTarget', { userId, targetId, identifier: '+14155550114' });
  await step(story, calls, 'users.getTarget', { userId, targetId });
  await step(story, calls, 'users.deleteTarget', { userId, targetId });
}

async function ofMany(story: Story, calls: Calls): Promise<void> {
  const queries = ['{"method":"limit","values":[2]}', '{"method":"orderDesc","attribute":"name"}'];
  await step(story, calls, 'users.list');
  await step(story, calls, 'users.list', { queries, search: 'imported', total: false });
  await step(story, calls, 'users.list', { queries: ['{"method":"limit","values":[-1]}'] });
  await step(story, calls, 'users.listLogs', { userId: 'ann', queries: queries.slice(0, 1), total: true });
  await step(story, calls, 'users.listMemberships', { userId: 'ann' });
  await step(story, calls, 'users.listIdentities', { queries: [], search: 'ann' });
  await step(story, calls, 'users.deleteIdentity', { identityId: 'nobodys' });
  await step(story, calls, 'users.delete', { userId: 'ann' });
  await step(story, calls, 'users.get', { userId: 'ann' });
  if (story.kit.isOurs) await step(story, calls, 'users.getUsage', { range: '24h' });
}
