import { randomUUID } from 'node:crypto';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure } from '../failure.ts';
import { requesterOf } from '../limits/network.ts';
import { HttpClientError } from '../oauth/http-client.ts';
import type { AskResult } from './lanes.ts';
import type { OldSystem } from './old-system.ts';
import { findOldSystem, isAllowedPrivate, secretOf } from './old-systems.ts';
import type { OldProfile } from './profile.ts';
import { systems, type Verdict, verdictOf } from './systems.ts';

export type Asked = {
  readonly login: string;
  readonly password: string;
  readonly userId: string | undefined;
};

/** The verdict, or why there is none. */
export type Outcome = Verdict | { readonly result: 'busy' | 'late' | 'unreachable' | 'status' | 'malformed' };

/**
 * Asks the old system once, within its deadline and in its project's lane. Never fails because of the old system. `begunAt`
 * is when the sign-in began, as `performance.now()` has it.
 */
export async function askOldSystem(
  core: Core,
  actor: Actor,
  old: OldSystem,
  asked: Asked & { readonly begunAt: number; readonly deadlineAt: number },
): Promise<Outcome> {
  const { begunAt, deadlineAt } = asked;
  const from = requesterOf(actor, asked.userId);
  const done = await core.oldSystems.run(actor.project.id, from, deadlineAt, () =>
    request(core, actor, old, asked),
  );
  const outcome: Outcome = typeof done === 'string' ? { result: done } : done;
  core.oldSystems.record({
    ...{ project: actor.project.id, system: old.system, host: new URL(old.url).host },
    ...{ result: outcome.result, ms: performance.now() - begunAt },
  });
  return outcome;
}

async function request(
  core: Core,
  actor: Actor,
  old: OldSystem,
  { login, password, userId, deadlineAt }: Asked & { readonly deadlineAt: number },
): Promise<Outcome> {
  const url = new URL(old.url);
  const { headers, body } = systems[old.system].request({
    ...{ url, login, password, userId, options: old.options, secret: secretOf(core, old) },
    ...{ attempt: randomUUID(), at: core.clock.now(), ip: actor.ip },
  });
  // Frees the connection. No caller waits for it any more.
  const signal = AbortSignal.timeout(Math.max(1, Math.ceil(deadlineAt - performance.now())));
  try {
    const answer = await core.httpClient({
      ...{ url, method: 'POST', body, signal, allowPrivate: isAllowedPrivate(old) },
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
    });
    return verdictOf(old.system, answer) ?? { result: failureOf(answer.status) };
  } catch (error) {
    if (!(error instanceof HttpClientError)) throw error;
    return { result: 'unreachable' };
  }
}

function failureOf(status: number): 'status' | 'malformed' {
  return status === 200 ? 'malformed' : 'status';
}

/** What a test of the settings shows. */
export type OldSystemTest = { readonly result: AskResult; readonly profile: OldProfile | undefined };

/** Asks about a login without keeping anything. Fails with `old_system_not_found`. */
export async function testOldSystem(
  core: Core,
  actor: Actor,
  { login, password }: { readonly login: string; readonly password: string },
): Promise<OldSystemTest> {
  const old = await findOldSystem(core, actor);
  if (!old) throw new Failure('old_system_not_found');
  const begunAt = performance.now();
  const deadlineAt = begunAt + core.oldSystems.deadlineMs;
  const outcome = await askOldSystem(core, actor, old, {
    ...{ login: login.trim().toLowerCase(), password, userId: undefined, begunAt, deadlineAt },
  });
  const { result } = outcome;
  const details = { system: old.system, result };
  await core.write(actor, { act: 'old-system.test', details }, async () => {});
  return { result, profile: outcome.result === 'match' ? outcome.profile : undefined };
}
