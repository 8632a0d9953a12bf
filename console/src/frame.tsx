import { useState } from 'preact/hooks';
import { Link, useLocation } from 'wouter-preact';
import { useRead } from './api/queries.ts';
import { preload } from './lazy-page.tsx';
import { hrefOf, isOfProject, type Route, routes } from './routes.tsx';
import { lastProject, useProject } from './state/project.ts';
import { useMayIn, useSession, useSignOut } from './state/session.ts';
import { useStore } from './state/store.ts';
import { THEMES, theme } from './state/theme.ts';
import { type Language, language, languageNames, useTexts } from './texts/texts.ts';
import { IconButton } from './ui/button.tsx';
import { Icon, Mark } from './ui/icon.tsx';
import { KeyHelp, Keys, useKeys } from './ui/keys.tsx';
import { Palette } from './ui/palette.tsx';
import { Menu } from './ui/popover.tsx';
import { Avatar } from './ui/words.tsx';

const GROUPS = ['top', 'directory', 'work', 'record', 'settings', 'installation'] as const;
type Opened = 'palette' | 'keys' | undefined;

/** The sidebar, at 760 px and less a drawer, with what opens from everywhere: palette and list of keys. */
export function Sidebar() {
  const t = useTexts();
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  useNavigationKeys(setOpened);
  return (
    <>
      <header class="side" id="side" popover="auto">
        <div class="row spread">
          <Link class="brand" href="/">
            <Mark />
            <span class="word">Denizen</span>
          </Link>
          <IconButton name={t.general.closeMenu} icon="close" class="x-close" popovertarget="side" />
        </div>
        <ProjectSwitcher />
        <button type="button" class="finder" data-tip={t.nav.find} onClick={() => setOpened('palette')}>
          <Icon name="search" small />
          <span class="word">{t.nav.find}</span>
          <span class="keys" aria-hidden="true">
            <Keys of="mod+k" />
          </span>
        </button>
        <Navigation />
        <div class="foot">
          <ThemeSwitch />
          <AccountMenu onKeys={() => setOpened('keys')} />
        </div>
      </header>
      {opened === 'palette' && <Palette onClose={close} />}
      {opened === 'keys' && <KeyHelp onClose={close} />}
    </>
  );
}

/** The pages that the admin may see, with their addresses. On pages of no project, they are those of the first one. */
export function useShownRoutes(): readonly (Route & { readonly href: string })[] {
  const may = useMayIn();
  const first = useRead('listProjects', {}).data?.rows[0]?.id;
  const project = useProject() ?? lastProject.get() ?? first;
  return routes
    .filter(({ nav }) => nav !== undefined)
    .filter((route) => (isOfProject(route) ? project !== undefined : true))
    .filter(
      (route) => route.needs === undefined || may(route.needs, isOfProject(route) ? project : undefined),
    )
    .map((route) => ({ ...route, href: hrefOf(route.path, { project: project ?? '' }) }));
}

function useNavigationKeys(open: (what: Opened) => void): void {
  const t = useTexts();
  const [, navigate] = useLocation();
  const shown = useShownRoutes();
  useKeys([
    { key: 'mod+k', label: t.keys.palette, group: 'everywhere', run: () => open('palette') },
    { key: '?', label: t.keys.help, group: 'everywhere', run: () => open('keys') },
    {
      key: '/',
      label: t.keys.search,
      group: 'everywhere',
      run: () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.focus(),
    },
    ...shown.flatMap(({ name, nav, href }) =>
      nav?.key
        ? [
            {
              key: `g ${nav.key}`,
              label: t.nav.pages[name],
              group: 'pages' as const,
              run: () => navigate(href),
            },
          ]
        : [],
    ),
  ]);
}

function Navigation() {
  const t = useTexts();
  const [path] = useLocation();
  const shown = useShownRoutes();
  return (
    <nav class="nav" aria-label={t.nav.label}>
      {GROUPS.map((group) => {
        const own = shown.filter(({ nav }) => nav?.group === group);
        if (own.length === 0) return null;
        return (
          <div key={group}>
            {t.nav.groups[group] && <h2>{t.nav.groups[group]}</h2>}
            <ul>
              {own.map((route) => (
                <li key={route.name}>
                  <Link
                    href={route.href}
                    data-tip={t.nav.pages[route.name]}
                    aria-current={isWithin(route, path) ? 'page' : undefined}
                    onPointerEnter={() => void preload(route)}
                    onClick={hideDrawer}
                  >
                    {route.nav && <Icon name={route.nav.icon} />}
                    <span class="word">{t.nav.pages[route.name]}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

/** Pages of a project have those of one thing below them; the list of projects has all of these. */
function isWithin(route: Route & { readonly href: string }, path: string): boolean {
  return path === route.href || (isOfProject(route) && path.startsWith(`${route.href}/`));
}

function hideDrawer(): void {
  const side = document.getElementById('side');
  if (side?.matches(':popover-open')) side.hidePopover();
}

function ProjectSwitcher() {
  const t = useTexts();
  const [path, navigate] = useLocation();
  const project = useProject();
  const { data } = useRead('listProjects', {});
  const rows = data?.rows ?? [];
  const shown = project ?? lastProject.get() ?? rows[0]?.id;
  const name = rows.find(({ id }) => id === shown)?.name || shown || t.nav.noProject;
  // The same page of another project; a page of one thing has none there.
  const page = /^\/projects\/[^/]+\/([^/]+)/.exec(path)?.[1] ?? 'overview';
  return (
    <Menu
      label={t.nav.changeProject}
      buttonClass="switcher"
      buttonName={`${t.nav.project(name)}. ${t.nav.changeProject}`}
      buttonTip={name}
      button={
        <>
          <span class="project" data-i={Array.from(name)[0]?.toUpperCase()} />
          <bdi class="clip">{name}</bdi>
          <Icon name="switchProject" small />
        </>
      }
      items={rows.map(({ id, name: label }) => ({
        label: label || id,
        isChosen: id === shown,
        run: () => {
          hideDrawer();
          navigate(`/projects/${encodeURIComponent(id)}/${page}`);
        },
      }))}
    />
  );
}

export function ThemeSwitch() {
  const t = useTexts();
  const chosen = useStore(theme);
  const icons = { light: 'light', system: 'system', dark: 'dark' } as const;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div class="themes" role="group" aria-label={t.nav.theme}>
      {THEMES.map((each) => (
        <button
          key={each}
          type="button"
          aria-label={t.nav.themes[each]}
          data-tip={t.nav.themes[each]}
          aria-pressed={each === chosen}
          onClick={() => theme.set(each)}
        >
          <Icon name={icons[each]} small />
        </button>
      ))}
    </div>
  );
}

function AccountMenu({ onKeys }: { readonly onKeys: () => void }) {
  const t = useTexts();
  const [, navigate] = useLocation();
  const { admin } = useSession();
  const signOut = useSignOut();
  const chosen = useStore(language);
  const name = admin.name || admin.email;
  const [first] = admin.grants;
  return (
    <Menu
      label={t.nav.account}
      buttonClass="me"
      buttonTip={name}
      button={
        <>
          <Avatar id={admin.id} name={name} />
          <span class="clip">
            <span class="vh">{t.nav.account}: </span>
            <b>
              <bdi>{name}</bdi>
            </b>
            {first && <small>{t.nav.roles[first.role]}</small>}
          </span>
        </>
      }
      items={[
        {
          label: t.nav.pages.account,
          icon: 'account',
          run: () => {
            hideDrawer();
            navigate('/account');
          },
        },
        { label: t.nav.keyHelp, icon: 'keyboard', run: onKeys },
        'line',
        // Casts: the names of the table.
        ...(Object.keys(languageNames) as Language[]).map((each) => ({
          label: languageNames[each],
          isChosen: each === chosen,
          run: () => language.set(each),
        })),
        'line',
        { label: t.nav.signOut, icon: 'signOut', run: () => void signOut() },
      ]}
    />
  );
}
