import '../styles/users.css';
import type { ComponentType } from 'preact';
import { Link, useLocation } from 'wouter-preact';
import { useRead } from '../api/queries.ts';
import type { ShownUser } from '../generated/admin.ts';
import { hrefOf } from '../routes.tsx';
import { neighbours } from '../state/neighbours.ts';
import { oneOf, useSearchState } from '../state/search-params.ts';
import { useStore } from '../state/store.ts';
import { useTexts } from '../texts/texts.ts';
import { Icon } from '../ui/icon.tsx';
import { useKeys } from '../ui/keys.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { Empty, ErrorState, Skeleton } from '../ui/states.tsx';
import { ConflictDialog } from './user/conflict.tsx';
import { Credentials } from './user/credentials.tsx';
import { UserDialogs } from './user/dialogs.tsx';
import { useUserEdits } from './user/edits.ts';
import { Header } from './user/header.tsx';
import { History } from './user/history.tsx';
import { Identities } from './user/identities.tsx';
import { Metadata } from './user/metadata.tsx';
import { Overview } from './user/overview.tsx';
import { Preferences } from './user/preferences.tsx';
import { Raw } from './user/raw.tsx';
import { Sessions } from './user/sessions.tsx';
import { DIALOGS, TABS, type Tab, type TabProps } from './user/tab.ts';
import { Teams } from './user/teams.tsx';
import { calledBy } from './users/words.tsx';

const shape = { tab: oneOf(TABS, 'overview'), do: oneOf(DIALOGS, '') };

const panels: Readonly<Record<Tab, ComponentType<TabProps>>> = {
  overview: Overview,
  credentials: Credentials,
  sessions: Sessions,
  identities: Identities,
  teams: Teams,
  preferences: Preferences,
  metadata: Metadata,
  history: History,
  raw: Raw,
};

export function Page({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const project = params.project ?? '';
  const id = params.user ?? '';
  const read = useRead('getUser', { project, user: id });
  const near = useStore(neighbours);
  const isNear = near?.ids.includes(id) && near.list.startsWith(`/projects/${encodeURIComponent(project)}/`);
  const crumb = {
    title: t.nav.pages.users,
    href: isNear && near ? near.list : hrefOf('/projects/:project/users', { project }),
  };
  const user = read.data;
  return (
    <Frame
      isFlush
      title={user ? calledBy(t, user) : t.nav.pages.user}
      crumb={crumb}
      acts={<Steps project={project} id={id} />}
    >
      {read.error ? (
        read.error.error.code === 'user_not_found' ? (
          <Empty
            icon="search"
            title={t.user.notFound}
            act={
              <Link class="btn" href={crumb.href}>
                {t.user.toUsers}
              </Link>
            }
          >
            <p>{t.user.notFoundHint}</p>
          </Empty>
        ) : (
          <ErrorState
            title={t.errors.load(t.nav.pages.user)}
            error={read.error.error}
            onRetry={() => void read.refetch()}
          />
        )
      ) : user ? (
        <Shown key={id} project={project} user={user} />
      ) : (
        <Skeleton lines={8} />
      )}
    </Frame>
  );
}

function Shown({ project, user }: { readonly project: string; readonly user: ShownUser }) {
  const t = useTexts();
  const [{ tab, do: dialog }, set] = useSearchState(shape);
  const edits = useUserEdits(project, user.id);
  const Panel = panels[tab];
  const props: TabProps = { project, user, edits, open: (name) => set({ do: name }) };
  return (
    <>
      <Header {...props} />
      <Tabs project={project} user={user} tab={tab} />
      <section class="panel" aria-label={t.user.tabs[tab]}>
        <Panel {...props} />
      </section>
      <UserDialogs {...props} dialog={dialog} onClose={() => set({ do: '' }, { replace: true })} />
      {edits.conflict && (
        <ConflictDialog conflict={edits.conflict} onSettle={(keepsMine) => void edits.settle(keepsMine)} />
      )}
    </>
  );
}

type TabsProps = { readonly project: string; readonly user: ShownUser; readonly tab: Tab };

function Tabs({ project, user: { id, prefs }, tab }: TabsProps) {
  const t = useTexts();
  const of = { project, user: id };
  const counts: Partial<Record<Tab, number | undefined>> = {
    sessions: useRead('listUserSessions', of).data?.rows.length,
    identities: useRead('listUserIdentities', of).data?.rows.length,
    teams: useRead('listUserMemberships', of).data?.rows.length,
    preferences: Object.keys(prefs).length,
  };
  const base = hrefOf('/projects/:project/users/:user', of);
  return (
    <nav class="tabs" aria-label={t.user.parts}>
      {TABS.map((each) => (
        <Link
          key={each}
          href={each === 'overview' ? base : `${base}?tab=${each}`}
          aria-current={each === tab ? 'page' : undefined}
        >
          {t.user.tabs[each]}
          {counts[each] !== undefined && <span class="n">{counts[each]}</span>}
        </Link>
      ))}
    </nav>
  );
}

/** The users before and after this one, in the list that was shown last. */
function Steps({ project, id }: { readonly project: string; readonly id: string }) {
  const t = useTexts();
  const [, navigate] = useLocation();
  const near = useStore(neighbours);
  const at = near?.ids.indexOf(id) ?? -1;
  const to = (step: number) => {
    const user = at < 0 ? undefined : near?.ids[at + step];
    return user === undefined
      ? undefined
      : () => navigate(hrefOf('/projects/:project/users/:user', { project, user }) + location.search);
  };
  const [back, on] = [to(-1), to(1)];
  useKeys([
    ...(back ? [{ key: '[', label: t.user.previous, run: back }] : []),
    ...(on ? [{ key: ']', label: t.user.next, run: on }] : []),
  ]);
  if (at < 0) return null;
  return (
    <span class="join desk">
      <button
        class="btn icon"
        type="button"
        data-tip={t.user.previous}
        aria-label={t.user.previous}
        disabled={!back}
        onClick={back}
      >
        <Icon name="left" small />
      </button>
      <button
        class="btn icon"
        type="button"
        data-tip={t.user.next}
        aria-label={t.user.next}
        disabled={!on}
        onClick={on}
      >
        <Icon name="right" small />
      </button>
    </span>
  );
}
