import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import { failureOf } from '../../src/core/core.ts';
import { refreshGrant } from '../../src/core/device-grants/refresh.ts';
import { accept } from '../../src/core/memberships/invitations.ts';
import { newMembership } from '../../src/core/memberships/membership.ts';
import { insertMembership } from '../../src/core/memberships/store.ts';
import { signTokenGrant } from '../../src/core/oauth/token-grant.ts';
import { completeRecovery, completeRecoveryByCode } from '../../src/core/recovery/recovery.ts';
import { redeemToken } from '../../src/core/sign-in/tokens.ts';
import type { TeamId } from '../../src/core/teams/team.ts';
import { createTeam } from '../../src/core/teams/teams.ts';
import type { SecretKind, TokenKind } from '../../src/core/tokens/session-secrets.ts';
import { freshToken, writeToken } from '../../src/core/tokens/tokens.ts';
import { completeReset, confirmEmail, ensureUsername } from '../../src/core/usernames/usernames.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { type Phone, phoneOf } from '../../src/core/users/phone.ts';
import type { UserId } from '../../src/core/users/user.ts';
import { createUser } from '../../src/core/users/users.ts';
import { verifyEmail, verifyEmailByCode, verifyPhone } from '../../src/core/verifications/verifications.ts';
import { digest } from '../../src/crypto/tokens.ts';
import { HEX_CLIENT } from '../../test/support/acts-devices.ts';
import { oauthSteps } from '../../test/support/acts-oauth.ts';
import { flawsIn } from '../../test/support/consistency.ts';
import { decidedOn, granted, redeem } from '../../test/support/devices.ts';
import { type Directory, openDirectory } from '../../test/support/directory.ts';
import { usernames } from '../../test/support/usernames.ts';
import { emptyDatabase, missed, type Outcome, type Situation } from '../scenario.ts';

const SECRET = 'a-secret-that-many-have';
const SHORT_CROWD = 100;
const CROWD = 1_000;

type Here = Pick<Directory, 'core' | 'engine' | 'actor'>;
type Person = { readonly id: UserId; readonly email: Email; readonly phone: Phone };

/** Prepares a secret for the person. Returns what redeems it: true, or any value, if it was taken. */
type Race = (here: Here, who: Person) => Promise<(at: Here, nth: number) => Promise<unknown>>;

type Kind = SecretKind | 'phone-verification' | 'refresh-token';

/** Every secret that opens a session or leads to one, and what is redeemed like them. */
const races: Readonly<Record<Kind, Race>> = {
  generic: tokenRace('generic', signIn),
  'magic-url': tokenRace('magic-url', signIn),
  'email-otp': tokenRace('email-otp', signIn),
  phone: tokenRace('phone', signIn),
  'email-verification': tokenRace('email-verification', ({ core, actor }, { id: user }) =>
    verifyEmail(core, actor, { user, secret: SECRET }),
  ),
  'email-verification-code': tokenRace('email-verification-code', ({ core, actor }, { id: user }) =>
    verifyEmailByCode(core, actor, { user, secret: SECRET }),
  ),
  'phone-verification': tokenRace('phone', ({ core, actor }, { id: user }) =>
    verifyPhone(core, actor, { user, secret: SECRET }),
  ),
  'username-verification': async (here, who) => {
    const { username } = await ensureUsername(here.core, here.actor, who.id, usernames);
    const shown = { username, email: who.email, key: SECRET };
    return tokenRace('email-verification', ({ core, actor }) => confirmEmail(core, actor, shown))(here, who);
  },
  recovery: tokenRace('recovery', ({ core, actor }, { id: user }, nth) =>
    completeRecovery(core, actor, { user, secret: SECRET, password: `a password ${nth}` }),
  ),
  'recovery-link': tokenRace('recovery-link', ({ core, actor }, { id: user }, nth) =>
    completeRecovery(core, actor, { user, secret: SECRET, password: `a password ${nth}` }),
  ),
  'recovery-code': tokenRace('recovery-code', ({ core, actor }, { id: user }, nth) =>
    completeRecoveryByCode(core, actor, { user, secret: SECRET, password: `a password ${nth}` }),
  ),
  'username-recovery': async (here, who) => {
    const { username } = await ensureUsername(here.core, here.actor, who.id, usernames);
    const shown = { username, key: SECRET, revokesKeys: true };
    return tokenRace('recovery', ({ core, actor }, _, nth) =>
      completeReset(core, actor, { ...shown, password: `a password ${nth}` }),
    )(here, who);
  },
  oauth2: async (here, who) => {
    const identity = await linkedIdentity(here);
    await writeSecret(here, who, 'oauth2');
    const grant = { secret: SECRET, provider: 'github', identity };
    const secret = await signTokenGrant(here.core, here.actor, grant);
    return ({ core, actor }) => redeemToken(core, actor, { user: who.id, secret });
  },
  invitation: async ({ core, engine, actor }, { id: user, email }) => {
    const team = `team-${user}` as TeamId;
    await createTeam(core, actor, { id: team, name: 'Blue', roles: [] });
    const invitation = { secretHash: digest(SECRET), sentTo: email, typed: null };
    const asked = newMembership(core, { team, user, roles: [], joined: false, invitation });
    await engine.transact((tx) => insertMembership(tx, actor.project.id, asked));
    return (at) => accept(at.core, at.actor, { team, id: asked.id, user, secret: SECRET });
  },
  'device-code': async (here, { id }) => {
    const { deviceCode } = await decidedOn(here, id);
    return async (at) => (await redeem(at, deviceCode)).state === 'granted';
  },
  'refresh-token': async (here, { id }) => {
    const { refreshToken } = await granted(here, id);
    return ({ core, actor }) => refreshGrant(core, actor, { refreshToken, clientId: HEX_CLIENT });
  },
};

/** Many redeem one secret at once, in two processes' pools on PostgreSQL: one of them gets what it is for. */
export async function run({ short, engine, say }: Situation): Promise<Outcome> {
  const crowd = short ? SHORT_CROWD : CROWD;
  const { setting, drop } = await emptyDatabase(engine);
  const { config, secrets } = readConfig({ DENIZEN_DATABASE: setting });
  const database = { config: () => config, secrets: () => secrets };
  const here = await openDirectory(database);
  const other = engine === 'postgres' ? await openDirectory(database, { isNew: false }) : undefined;
  const failures: string[] = [];
  const codes = new Map<string, number>();
  try {
    for (const [nth, [kind, race]] of Object.entries(races).entries()) {
      const who = await person(here, kind, nth);
      const redeemOne = await race(here, who);
      const ends = await Promise.all(
        Array.from({ length: crowd }, (_, at) => endOf(redeemOne(other && at % 2 ? other : here, at))),
      );
      const winners = ends.filter((end) => end === 'won').length;
      for (const end of ends) codes.set(end, (codes.get(end) ?? 0) + 1);
      failures.push(
        ...missed(winners === 1, `${kind}: ${winners} winners of ${crowd}`),
        ...missed(!ends.includes('internal'), `${kind}: an internal error`),
      );
      say(`${kind}: ${winners} of ${crowd}`);
    }
    failures.push(...(await flawsIn(database)));
    const ends = [...codes].map(([code, count]) => `${code} x ${count}`).join(', ');
    return { figures: { secrets: Object.keys(races).length, crowd, ends }, failures };
  } finally {
    await other?.close();
    await here.close();
    await drop();
  }
}

async function endOf(redeemed: Promise<unknown>): Promise<string> {
  try {
    return (await redeemed) === false ? 'refused' : 'won';
  } catch (error) {
    return failureOf(error).code;
  }
}

function tokenRace(
  kind: TokenKind,
  redeemOne: (at: Here, who: Person, nth: number) => Promise<unknown>,
): Race {
  return async (here, who) => {
    await writeSecret(here, who, kind);
    return (at, nth) => redeemOne(at, who, nth);
  };
}

async function writeSecret({ core, engine, actor }: Here, { id }: Person, kind: TokenKind): Promise<void> {
  const fresh = freshToken(core, { user: id, kind, seconds: 600 });
  await engine.transact((tx) => writeToken(core, actor, tx, { ...fresh, secret: SECRET }));
}

function signIn({ core, actor }: Here, { id: user }: Person): Promise<unknown> {
  return redeemToken(core, actor, { user, secret: SECRET });
}

/** The person of this race is `ann`, whom these steps are about. */
async function linkedIdentity(here: Here): Promise<string> {
  const directory = here as Directory;
  for (const step of oauthSteps('oauth')) {
    const answer = await step.run(directory, here.actor as Actor, () => {
      throw new Error('no key is used');
    });
    if (step.act === 'identity.create') return String(answer);
  }
  throw new Error('no step links an identity');
}

async function person({ core, actor }: Here, kind: string, nth: number): Promise<Person> {
  const id = (kind === 'oauth2' ? 'ann' : `one-${nth}`) as UserId;
  const email = emailOf(`${id}@example.com`) as Email;
  const phone = phoneOf(`+141555501${10 + nth}`) as Phone;
  await createUser(core, actor, { id, email, phone });
  return { id, email, phone };
}
