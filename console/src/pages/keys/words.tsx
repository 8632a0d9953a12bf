import type { Key, KeyList } from '../../generated/admin.ts';
import type { Texts } from '../../texts/texts.ts';
import { Badge, Pill } from '../../ui/words.tsx';

const SOON_MS = 14 * 86_400_000;

export type KeyState = 'ended' | 'ending' | 'unused' | 'active';

/** Ended, ends within 14 days, was not used for 90 days, or none of these. */
export function stateOf({ expiresAt, isUnused }: Key, now: number = Date.now()): KeyState {
  const left = expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt) - now;
  if (left <= 0) return 'ended';
  if (left < SOON_MS) return 'ending';
  return isUnused ? 'unused' : 'active';
}

const PILLS = { ended: 'none', ending: 'hollow', unused: 'none', active: 'ok' } as const;

export function KeyPill({ t, of }: { readonly t: Texts; readonly of: Key }) {
  const state = stateOf(of);
  return <Pill kind={PILLS[state]}>{t.keyPage.states[state]}</Pill>;
}

/** With these, a key reads secrets or gives itself more. */
const SENSITIVE: ReadonlySet<string> = new Set([
  '*',
  'users.hashes.read',
  'users.secrets.read',
  'users.factors.read',
  'keys.write',
  'policies.write',
  'project.policies.write',
]);

export const isSensitive = (scope: string): boolean => SENSITIVE.has(scope);

export function Scopes({ t, scopes }: { readonly t: Texts; readonly scopes: readonly string[] }) {
  return (
    <span class="tags wrap">
      {scopes.map((scope) =>
        isSensitive(scope) ? (
          <Badge key={scope} kind="warn">
            {scope === '*' ? t.keyPage.allScopes : scope}
          </Badge>
        ) : (
          <span key={scope} class="tag">
            {scope}
          </span>
        ),
      )}
    </span>
  );
}

export const SCOPE_GROUPS = ['users', 'sessions', 'targets', 'teams', 'project', 'operations'] as const;
export type ScopeGroup = (typeof SCOPE_GROUPS)[number];

const GROUP_OF: Readonly<Record<string, ScopeGroup>> = {
  users: 'users',
  mocks: 'users',
  sessions: 'sessions',
  targets: 'targets',
  teams: 'teams',
  project: 'project',
  policies: 'project',
  keys: 'project',
};

/** Every key has it. */
const BASE = 'health.read';

export function scopesIn(group: ScopeGroup, scopes: KeyList['scopes']): KeyList['scopes'] {
  return scopes.filter(
    ({ name }) => name !== BASE && (GROUP_OF[name.split('.')[0] ?? ''] ?? 'operations') === group,
  );
}
