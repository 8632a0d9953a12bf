import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { digest } from '../../crypto/tokens.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { expiryAfter } from '../expiry.ts';
import { Failure } from '../failure.ts';
import { hours, instantOf } from '../instant.ts';
import { sessionSecrets } from '../tokens/session-secrets.ts';
import { lockUser } from '../users/store.ts';
import { stampOf, type User } from '../users/user.ts';
import { decideCode, deleteEndedCodes, findByUserCode, insertCode } from './device-codes-store.ts';
import { type DeviceRequest, deviceName } from './grant.ts';

/** How long a device code lives. */
export const CODE_SECONDS = sessionSecrets['device-code'].lifetime;
/** Minimum poll interval. */
export const POLL_SECONDS = 5;

const DEVICE_CODE_BYTES = 24;
/** Without vowels and look-alikes: codes spell no words, and can be read aloud. */
const LETTERS = '23456789BCDFGHJKLMNPQRSTVWXYZ';
const USER_CODE_LENGTH = 8;
const TRIES = 5;
const PURPOSE = 'device-codes';
/** How long an expired code is reported as expired; after that it is unknown. */
const KEPT_MS = hours(1);

export type NewDeviceCode = {
  /** 32 characters of base64url, for the device only. */
  readonly deviceCode: string;
  /** 8 characters, for the user. */
  readonly userCode: string;
};

/** Issues a device code. The caller has checked the client and its scopes. */
export async function askForGrant(
  core: Core,
  actor: Actor,
  input: { readonly clientId: string; readonly scopes: readonly string[]; readonly name: string },
): Promise<NewDeviceCode> {
  const project = actor.project.id;
  const deviceCode = randomBytes(DEVICE_CODE_BYTES).toString('base64url');
  const request: DeviceRequest = {
    id: digest(deviceCode),
    clientId: input.clientId,
    scopes: input.scopes,
    name: deviceName(input.name),
    ip: actor.ip ?? null,
    expiresAt: expiryAfter(core.clock, CODE_SECONDS * 1000),
  };
  const userCode = await core.unaudited(async (tx) => {
    for (let tried = 0; tried < TRIES; tried++) {
      const code = freshUserCode();
      const userCodeHash = keyed(core.seal.derive(PURPOSE), code);
      if (await insertCode(tx, project, { request, userCodeHash })) return code;
    }
    throw new Failure({ code: 'unavailable', reason: 'device_requests_full', retryAfterSeconds: 60 });
  });
  return { deviceCode, userCode };
}

/** Deletes at most `most` codes that are past their retention. Returns how many. */
export function deleteExpiredDeviceCodes(core: Core, most: number): Promise<number> {
  const before = instantOf(core.clock.now() - KEPT_MS);
  return core.unaudited((tx) => deleteEndedCodes(tx, before, most));
}

/** Returns the request for a user code while it waits for a decision. Ignores blanks, dashes and case. */
export async function findDeviceRequest(
  core: Core,
  actor: Actor,
  userCode: string,
): Promise<DeviceRequest | undefined> {
  const code = userCodeIn(userCode);
  if (code === undefined) return undefined;
  const hashes = core.seal.deriveEach(PURPOSE).map((key) => keyed(key, code));
  return findByUserCode(core.read, actor.project.id, { hashes, now: core.clock.now() });
}

/**
 * Approves or denies a device for the user, who is the actor. `user` is the user as read when the decision was
 * authenticated, and `factors` are the factors proven for it: the grant gets no others. Fails with `token_invalid`
 * when the code has expired or was already decided, with `credentials_wrong` when the user's password changed
 * meanwhile, and with `user_blocked`.
 */
export async function decideOnDevice(
  core: Core,
  actor: Actor,
  input: {
    readonly user: User;
    readonly request: DeviceRequest;
    readonly approves: boolean;
    readonly factors: readonly string[];
  },
): Promise<void> {
  const { user, request, approves, factors } = input;
  const project = actor.project.id;
  const details = { client: request.clientId };
  const act = approves ? 'device.approve' : 'device.deny';
  await core.write(actor, { act, user: user.id, details }, async (tx) => {
    const now = await lockUser(tx, project, user.id);
    if (!now || stampOf(now) !== stampOf(user)) throw new Failure('credentials_wrong');
    if (now.blockedAt !== null) throw new Failure('user_blocked');
    const by = { id: request.id, user: user.id, approves, factors, now: core.clock.now() };
    if (!(await decideCode(tx, project, by))) throw new Failure('token_invalid');
  });
}

/** Returns the user code in canonical form; nothing for a malformed one. */
export function userCodeIn(text: string): string | undefined {
  const code = text.replaceAll(/[\s-]/g, '').toUpperCase();
  const isOurs = code.length === USER_CODE_LENGTH && [...code].every((letter) => LETTERS.includes(letter));
  return isOurs ? code : undefined;
}

function freshUserCode(): string {
  return Array.from({ length: USER_CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** Keyed, since all eight-character codes can be tried against a plain hash. */
function keyed(key: Buffer, code: string): string {
  return createHmac('sha256', key).update(code).digest('hex');
}
