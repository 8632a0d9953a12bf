import type { Actor } from './actor.ts';
import { type Act, type ActName, acts } from './audit/acts.ts';
import { isProviderKey } from './oauth/providers/table.ts';

/** A count with its labels, each of them out of a closed list. */
export type ActivityCount = { readonly labels: Readonly<Record<string, string>>; count: number };

/** By how sessions name it: how the user signed in. All others are external accounts. */
const methods: Readonly<Record<string, string>> = {
  email: 'password',
  token: 'token',
  'magic-url': 'magic-url',
  phone: 'phone',
  anonymous: 'anonymous',
  server: 'server',
};
const refusedMethods = new Set(['password', 'token', 'oauth2', 'invitation', 'recovery']);
const refusedReasons = new Set(['wrong', 'blocked']);
const factors = new Set(['totp', 'email', 'phone', 'recoveryCode']);

const factorSteps: Readonly<Partial<Record<ActName, string>>> = {
  'challenge.create': 'asked',
  'challenge.complete': 'passed',
  'challenge.refuse': 'refused',
  'user.authenticator.create': 'set_up',
  'user.authenticator.verify': 'verified',
  'user.authenticator.delete': 'removed',
};

/** Counts what the writes of this process have recorded. Called after each commit. */
export class Activity {
  readonly #counts = {
    acts: new Map<string, ActivityCount>(),
    signIns: new Map<string, ActivityCount>(),
    factors: new Map<string, ActivityCount>(),
    usersCreated: new Map<string, ActivityCount>(),
    usersDeleted: new Map<string, ActivityCount>(),
  };

  note(act: Act, { kind: by }: Pick<Actor, 'kind'>): void {
    const { act: name } = act;
    if (!Object.hasOwn(acts, name)) return;
    // Cast: an act has some of all fields.
    const details = (act.details ?? {}) as Readonly<Partial<Record<string, unknown>>>;
    this.#add('acts', { act: name });
    if (name === 'session.create') this.#add('signIns', { ...methodOf(details.provider), result: 'success' });
    if (name === 'session.refuse') this.#add('signIns', refusalOf(details), timesOf(act.user, details.count));
    if (name === 'user.create') this.#add('usersCreated', { by });
    if (name === 'user.delete') this.#add('usersDeleted', { by });
    const step = factorSteps[name];
    if (step !== undefined)
      this.#add('factors', { factor: listed(factors, details.factor ?? details.kind), step });
  }

  counts(of: ActivityName): readonly Readonly<ActivityCount>[] {
    return [...this.#counts[of].values()];
  }

  #add(to: ActivityName, labels: ActivityCount['labels'], times = 1): void {
    const key = Object.values(labels).join(' ');
    const known = this.#counts[to].get(key);
    if (known) known.count += times;
    else this.#counts[to].set(key, { labels, count: times });
  }
}

export type ActivityName = 'acts' | 'signIns' | 'factors' | 'usersCreated' | 'usersDeleted';

function methodOf(provider: unknown): { readonly method: string; readonly provider: string } {
  const name = String(provider);
  if (Object.hasOwn(methods, name)) return { method: methods[name] ?? 'other', provider: '' };
  return { method: 'oauth2', provider: isProviderKey(name) ? name : 'other' };
}

function refusalOf({ factor, reason }: Readonly<Partial<Record<string, unknown>>>): ActivityCount['labels'] {
  return { method: listed(refusedMethods, factor), provider: '', result: listed(refusedReasons, reason) };
}

/** Of unknown accounts, the first, second, fourth, eighth … is recorded: it stands for those since the one before. */
function timesOf(user: string | undefined, count: unknown): number {
  return user === undefined && Number(count) > 1 ? Number(count) / 2 : 1;
}

function listed(values: ReadonlySet<string>, value: unknown): string {
  return typeof value === 'string' && values.has(value) ? value : 'other';
}
