import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import type { Page } from '../../core/listing/listing.ts';
import type { NewSession } from '../../core/sessions/open-session.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { Model } from '../route.ts';
import { clientInfoShape, clientInfoView } from './client-info.ts';
import { date, dateOf } from './date.ts';
import { seesProviderTokens } from './provider-tokens.ts';

const schema = z.object({
  $id: z.string().describe('Id.'),
  $createdAt: date('Time of creation.'),
  $updatedAt: date('Time of the last change.'),
  userId: z.string().describe('Id of the user.'),
  expire: date('Time of expiry.'),
  provider: z.string().describe('How the user signed in: a method, or the name of a provider.'),
  providerUid: z.string().describe('Id of the user at the provider.'),
  providerAccessToken: z.string().describe('Access token for the API of the provider.'),
  providerAccessTokenExpiry: date('Expiry of the access token.'),
  providerRefreshToken: z.string().describe('Token that refreshes the access token.'),
  ip: z.string().describe('Network address.'),
  ...clientInfoShape,
  current: z.boolean().describe('Whether the session is the caller’s own.'),
  factors: z.array(z.string()).describe('Factors that the user has proved.'),
  secret: z.string().describe('Secret of the session; empty except in the answer that creates it.'),
  mfaUpdatedAt: date('Time of the last proof of a second factor.'),
});

export const newSessionModel: Model<NewSession> = {
  name: 'session',
  schema,
  view: ({ session, secret }, actor) => {
    // Browsers get the secret in an HTTP-only cookie; servers that sign users in get it here.
    return viewOf(session, actor, {
      secret: actor.kind === 'key' ? secret : '',
      isCurrent: actor.kind !== 'key',
    });
  },
};

export const sessionModel: Model<Session> = {
  name: 'session',
  schema,
  view: (session, actor) =>
    viewOf(session, actor, { secret: '', isCurrent: session.id === actor.session?.id }),
};

export const sessionListModel: Model<Page<Session>> = {
  name: 'sessionList',
  schema: z.object({
    total: z.int().describe('Number of matches over all pages, counted up to 5,000.'),
    sessions: z.array(schema).describe('The sessions, newest last.'),
  }),
  view: ({ total, rows }, actor) => ({
    total,
    sessions: rows.map((session) => sessionModel.view(session, actor)),
  }),
};

function viewOf(
  session: Session,
  actor: Actor,
  { secret, isCurrent }: { readonly secret: string; readonly isCurrent: boolean },
) {
  const tokens = seesProviderTokens(actor, session.userId) ? session.providerTokens : undefined;
  return {
    $id: session.id,
    $createdAt: dateOf(session.createdAt),
    $updatedAt: dateOf(session.updatedAt),
    userId: session.userId,
    expire: dateOf(session.expiresAt),
    provider: session.provider,
    providerUid: session.providerUid,
    providerAccessToken: tokens?.access ?? '',
    providerAccessTokenExpiry: dateOf(session.providerTokens?.expiresAt ?? null),
    providerRefreshToken: tokens?.refresh ?? '',
    ip: session.ip ?? '',
    ...clientInfoView(session, actor),
    current: isCurrent,
    factors: session.factors,
    secret,
    mfaUpdatedAt: dateOf(session.mfaUpdatedAt),
  };
}
