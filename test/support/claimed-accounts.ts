import { listFactors, setMfa } from '../../src/core/factors/factors.ts';
import { createRecoveryCodes } from '../../src/core/factors/recovery-codes.ts';
import { listIdentities } from '../../src/core/identities/list.ts';
import { createJwt, readJwt } from '../../src/core/jwts/jwts.ts';
import { authenticateJwt, authenticateSession } from '../../src/core/sessions/authenticate.ts';
import { createServerSession } from '../../src/core/sessions/sessions.ts';
import { redeemToken } from '../../src/core/sign-in/tokens.ts';
import { createToken } from '../../src/core/tokens/tokens.ts';
import { authenticateUserKey, createUserKey } from '../../src/core/user-keys/user-keys.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { getUser } from '../../src/core/users/users.ts';
import { signIn } from '../oauth/github.ts';
import { granted, holder } from './devices.ts';
import type { Directory } from './directory.ts';
import { outcome, signedIn, withTotp } from './second-factors.ts';

/** What whoever made an account has of it, by which they could come in. */
export type Credentials = {
  readonly id: UserId;
  readonly password: string;
  readonly session: string;
  readonly jwt: string;
  /** Bound to no session. */
  readonly unboundJwt: string;
  readonly identity: string;
  readonly key: string;
  readonly access: string;
  readonly token: string;
};

let uids = 5_000;

/** Gives the account one of everything. GitHub is set up by the test. */
export async function fillAccount(here: Directory, id: UserId, password: string): Promise<Credentials> {
  const { core, actor } = here;
  const opened = await createServerSession(core, actor, id);
  const session = opened.session;
  const caller = { ...actor, kind: 'user', id, user: await getUser(core, actor, id), session } as const;
  const uid = uids++;
  await signIn(core, caller, { uid });
  const person = await signedIn(here, id);
  await withTotp(here, person);
  await createRecoveryCodes(core, actor, id);
  await setMfa(core, actor, { id, enabled: true });
  const asked = { name: 'key', permissions: [], revokeAt: null };
  const { secret: key } = await createUserKey(core, actor, { kind: 'user', id }, asked);
  const { accessToken: access } = await granted(here, id);
  const { secret: token } = await createToken(core, actor, { user: id, length: 64, seconds: 86_400 });
  const { secret } = await createServerSession(core, actor, id);
  const jwtOf = (of: string | undefined) => createJwt(core, actor, { user: id, session: of, seconds: 3_600 });
  const [jwt, unboundJwt] = [await jwtOf(undefined), await jwtOf('none')];
  return { id, password, session: secret, jwt, unboundJwt, identity: String(uid), key, access, token };
}

export const everyCredential = [
  'password',
  'session',
  'jwt',
  'unboundJwt',
  'identity',
  'mfa',
  'totp',
  'codes',
  'key',
  'grant',
  'token',
] as const;

/** Which of the credentials, and of what the account had, are good still. Uses the token up. */
export async function whatIsLeft(here: Directory, of: Credentials): Promise<readonly string[]> {
  const { core, actor } = here;
  const { id, project } = { id: of.id, project: actor.project };
  const user = await getUser(core, actor, id);
  const every = { filters: [], orders: [], limit: 25, offset: 0, counted: true } as const;
  const identities = await listIdentities(core, actor, every, id);
  const factors = await listFactors(core, actor, id);
  const isGoodJwt = async (jwt: string) =>
    (await authenticateJwt(core, project, await readJwt(core, project.id, jwt))) !== undefined;
  const left = {
    password: user.password !== null && (await core.passwords.verify(of.password, user.password)),
    session: (await authenticateSession(core, project, of.session)) !== undefined,
    jwt: await isGoodJwt(of.jwt),
    unboundJwt: await isGoodJwt(of.unboundJwt),
    identity: identities.rows.some(({ providerUid }) => providerUid === of.identity),
    mfa: user.mfaEnabledAt !== null,
    totp: factors.totp,
    codes: factors.recoveryCode,
    key: (await authenticateUserKey(core, project.id, of.key))?.state === 'good',
    grant: (await holder(here, of.access)) !== undefined,
    token:
      (await outcome(redeemToken(core, { ...actor, kind: 'guest' }, { user: id, secret: of.token }))) ===
      'done',
  };
  return Object.entries(left).flatMap(([name, isThere]) => (isThere ? [name] : []));
}
