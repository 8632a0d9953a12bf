import { createKey } from '../../src/core/keys/keys.ts';
import type { Beside } from '../security/core-beside.ts';
import { freshName, freshPhone } from './account-fixtures.ts';
import type { Change, HistoryFixture, Request } from './history-fixtures.ts';

const done = (
  act: Change['acts'][number],
  request: (here: HistoryFixture) => Promise<Request> | Request,
): Change => ({
  acts: [act],
  ask: async (here) => here.byKey(await request(here), null),
});

/** Sets a policy to the value that it has. */
const policy = (id: string, body: Record<string, unknown>): Change =>
  done('project.policies.update', () => ['PATCH', `/project/policies/${id}`, body]);

/** Not enabled, so that nothing is sent anywhere. */
const hook = { url: 'https://example.com/', name: 'Hook', events: ['users.*.create'], enabled: false };

async function webhook(here: HistoryFixture): Promise<string> {
  const { $id } = await here.manage('POST', '/webhooks', { ...hook, webhookId: freshName() });
  return String($id);
}

async function mock(here: HistoryFixture): Promise<string> {
  const number = freshPhone();
  await here.manage('POST', '/project/mock-phones', { number, otp: '123456' });
  return encodeURIComponent(number);
}

/** A key can create no other key that lasts. */
async function storedKey({ core, actor }: Beside): Promise<string> {
  const { key } = await createKey(core, actor, { name: 'n', scopes: ['users.read'], expiresAt: null });
  return key.id;
}

/** Every operation on the project, its keys, policies and webhooks that changes something. */
export const projectChanges = (beside: Beside): Readonly<Record<string, Change>> => ({
  projectCreateEphemeralKey: done('key.derive', () => [
    'POST',
    '/project/keys/ephemeral',
    { scopes: ['users.read'], duration: 60 },
  ]),
  projectUpdateKey: done('key.update', async () => [
    'PUT',
    `/project/keys/${await storedKey(beside)}`,
    { name: 'm', scopes: ['users.read'] },
  ]),
  projectDeleteKey: done('key.revoke', async () => ['DELETE', `/project/keys/${await storedKey(beside)}`]),
  projectCreateMockPhone: done('mock-phone.create', () => [
    'POST',
    '/project/mock-phones',
    { number: freshPhone(), otp: '123456' },
  ]),
  projectUpdateMockPhone: done('mock-phone.update', async (here) => [
    'PUT',
    `/project/mock-phones/${await mock(here)}`,
    { otp: '654321' },
  ]),
  projectDeleteMockPhone: done('mock-phone.delete', async (here) => [
    'DELETE',
    `/project/mock-phones/${await mock(here)}`,
  ]),
  projectUpdatePasswordDictionaryPolicy: policy('password-dictionary', { enabled: false }),
  projectUpdatePasswordHistoryPolicy: policy('password-history', { total: null }),
  projectUpdatePasswordStrengthPolicy: policy('password-strength', { min: 8 }),
  projectUpdatePasswordPersonalDataPolicy: policy('password-personal-data', { enabled: false }),
  projectUpdateSessionAlertPolicy: policy('session-alert', { enabled: false }),
  projectUpdateSessionDurationPolicy: policy('session-duration', { duration: 31_536_000 }),
  projectUpdateSessionInvalidationPolicy: policy('session-invalidation', { enabled: true }),
  projectUpdateSessionLimitPolicy: policy('session-limit', { total: 10 }),
  projectUpdateUserLimitPolicy: policy('user-limit', { total: 0 }),
  projectUpdateMembershipPrivacyPolicy: policy('membership-privacy', { userName: true }),
  projectUpdateMFAFactorsPolicy: policy('mfa-factors', { totp: true }),
  projectUpdateDenyAliasedEmailPolicy: policy('deny-aliased-email', { enabled: false }),
  projectUpdateDenyDisposableEmailPolicy: policy('deny-disposable-email', { enabled: false }),
  projectUpdateDenyFreeEmailPolicy: policy('deny-free-email', { enabled: false }),
  projectUpdateDenyCorporateEmailPolicy: policy('deny-corporate-email', { enabled: false }),
  webhooksCreate: done('webhook.create', () => ['POST', '/webhooks', { ...hook, webhookId: 'unique()' }]),
  webhooksUpdate: done('webhook.update', async (here) => ['PUT', `/webhooks/${await webhook(here)}`, hook]),
  webhooksUpdateSecret: done('webhook.secret.update', async (here) => [
    'PATCH',
    `/webhooks/${await webhook(here)}/secret`,
    {},
  ]),
  webhooksDelete: done('webhook.delete', async (here) => ['DELETE', `/webhooks/${await webhook(here)}`]),
});

/** What no caller may do. */
export const refused: readonly string[] = ['projectCreateKey'];
