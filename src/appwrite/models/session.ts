import { z } from 'zod';
import type { Actor } from '../../core/actor.ts';
import type { NewSession } from '../../core/sessions/opening.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { Model } from '../route.ts';
import { date, dateOf } from './date.ts';
import { visitorShape, visitorView } from './visitor.ts';

const schema = z.object({
  $id: z.string(),
  $createdAt: date,
  $updatedAt: date,
  userId: z.string(),
  expire: date,
  provider: z.string(),
  providerUid: z.string(),
  providerAccessToken: z.string(),
  providerAccessTokenExpiry: date,
  providerRefreshToken: z.string(),
  ip: z.string(),
  ...visitorShape,
  current: z.boolean(),
  factors: z.array(z.string()),
  secret: z
    .string()
    .meta({ description: 'What the client keeps; shown when the session is made and empty afterwards.' }),
  mfaUpdatedAt: date,
});

export const newSessionModel: Model<NewSession> = {
  name: 'session',
  schema,
  view: ({ session, secret }, actor) => {
    // Browsers keep it in a cookie that no script sees; a server that signs somebody in passes it on.
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

export const sessionListModel: Model<{ readonly total: number; readonly sessions: readonly Session[] }> = {
  name: 'sessionList',
  schema: z.object({ total: z.int(), sessions: z.array(schema) }),
  view: ({ total, sessions }, actor) => ({
    total,
    sessions: sessions.map((session) => sessionModel.view(session, actor)),
  }),
};

function viewOf(
  session: Session,
  actor: Actor,
  { secret, isCurrent }: { readonly secret: string; readonly isCurrent: boolean },
) {
  return {
    $id: session.id,
    $createdAt: dateOf(session.createdAt),
    $updatedAt: dateOf(session.updatedAt),
    userId: session.userId,
    expire: dateOf(session.expiresAt),
    provider: session.provider,
    providerUid: session.providerUid,
    providerAccessToken: session.providerTokens?.access ?? '',
    providerAccessTokenExpiry: dateOf(session.providerTokens?.expiresAt ?? null),
    providerRefreshToken: session.providerTokens?.refresh ?? '',
    ip: session.ip ?? '',
    ...visitorView(session, actor),
    current: isCurrent,
    factors: session.factors,
    secret,
    mfaUpdatedAt: dateOf(session.mfaUpdatedAt),
  };
}
