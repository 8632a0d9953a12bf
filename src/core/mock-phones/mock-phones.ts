import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { createdAt } from '../instant.ts';
import { lockProject } from '../projects/store.ts';
import type { Phone } from '../users/phone.ts';
import type { MockPhone } from './mock-phone.ts';
import {
  findMockPhone,
  insertMockPhone,
  listMockPhones,
  takeMockPhone,
  updateMockPhoneCode,
} from './store.ts';

type Coded = { readonly phone: Phone; readonly code: string };

/**
 * Gives a phone number a fixed code. Fails with `mock_phone_exists`, and with `mock_phones_limit` beyond the project's
 * policy, which allows none by default.
 */
export async function createMockPhone(core: Core, actor: Actor, { phone, code }: Coded): Promise<MockPhone> {
  const sequence = core.clock.nextSequence();
  const at = createdAt(sequence);
  const mock: MockPhone = { phone, sequence, createdAt: at, updatedAt: at, sealed: core.seal.seal(code) };
  const most = actor.project.policies.mockPhonesLimit;
  return core.write(actor, { act: 'mock-phone.create' }, async (tx) => {
    await lockProject(tx, actor.project.id);
    const known = await listMockPhones(tx, actor.project.id);
    if (known.length >= most) throw new Failure({ code: 'mock_phones_limit', most });
    if (!(await insertMockPhone(tx, actor.project.id, mock))) throw new Failure('mock_phone_exists');
    return mock;
  });
}

/** Oldest first. */
export function getMockPhones(core: Core, actor: Actor): Promise<readonly MockPhone[]> {
  return listMockPhones(core.read, actor.project.id);
}

/** Fails with `mock_phone_not_found`. */
export async function getMockPhone(core: Core, actor: Actor, phone: Phone): Promise<MockPhone> {
  return (await findMockPhone(core.read, actor.project.id, { phone })) ?? unknown();
}

/** Fails with `mock_phone_not_found`. */
export function updateMockPhone(core: Core, actor: Actor, { phone, code }: Coded): Promise<MockPhone> {
  const sealed = core.seal.seal(code);
  return core.write(actor, { act: 'mock-phone.update' }, async (tx) => {
    const now = core.clock.now();
    return (await updateMockPhoneCode(tx, actor.project.id, { phone, sealed, now })) ?? unknown();
  });
}

/** Fails with `mock_phone_not_found`. */
export async function removeMockPhone(core: Core, actor: Actor, phone: Phone): Promise<void> {
  await core.write(actor, { act: 'mock-phone.delete' }, async (tx) => {
    if (!(await takeMockPhone(tx, actor.project.id, { phone }))) unknown();
  });
}

/** Returns the code; nothing when no known key opens it. */
export function codeOfMockPhone({ seal }: Pick<Core, 'seal'>, { sealed }: MockPhone): string | undefined {
  return seal.open(sealed);
}

/**
 * Returns the fixed code of a number, for which no message is sent; nothing for every other number, and while the
 * project's policy allows none. It is stored and compared like a code that was sent.
 */
export async function findFixedCode(
  core: Core,
  { project }: Actor,
  phone: string,
): Promise<string | undefined> {
  if (project.policies.mockPhonesLimit === 0) return undefined;
  // Cast: stored numbers are valid, and others are not found.
  const mock = await findMockPhone(core.read, project.id, { phone: phone as Phone });
  return mock && codeOfMockPhone(core, mock);
}

function unknown(): never {
  throw new Failure('mock_phone_not_found');
}
