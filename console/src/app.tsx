import { type QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/preact-query';
import { useEffect, useState } from 'preact/hooks';
import { Redirect, Route, Router, Switch } from 'wouter-preact';
import { handleRefusals } from './api/client.ts';
import { useRead } from './api/queries.ts';
import { ConnectionWatch } from './connection-watch.tsx';
import { Sidebar } from './frame.tsx';
import { LazyPage } from './lazy-page.tsx';
import { LinkPage } from './pages/link.tsx';
import { askForProof, ProofHost } from './pages/proof.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { isOfProject, type Route as PageRoute, routes } from './routes.tsx';
import type { SecretLink } from './secret-link.ts';
import { lastProject } from './state/project.ts';
import { SESSION_KEY, useMay, useSessionQuery, useSetSession } from './state/session.ts';
import { TextsProvider, useTexts } from './texts/texts.ts';
import { ConfirmHost } from './ui/confirm.tsx';
import { listenForKeys } from './ui/keys.tsx';
import { LiveRegion } from './ui/live.tsx';
import { Page } from './ui/page.tsx';
import { BASE, followLinks } from './ui/plain-link.tsx';
import { TipHost } from './ui/popover.tsx';
import { Empty, ErrorState, Skeleton } from './ui/states.tsx';
import { ToastHost } from './ui/toasts.tsx';
import { Copy } from './ui/words.tsx';

type AppProps = { readonly link: SecretLink | undefined; readonly queries: QueryClient };

export function App({ link, queries }: AppProps) {
  return (
    <QueryClientProvider client={queries}>
      <TextsProvider>
        <Router base={BASE}>
          <Gate link={link} />
          <ConnectionWatch />
        </Router>
        <LiveRegion />
        <ToastHost />
        <TipHost />
      </TextsProvider>
    </QueryClientProvider>
  );
}

/** A link first, then the sign-in, then the console. */
function Gate({ link }: { readonly link: SecretLink | undefined }) {
  const t = useTexts();
  const [isLinkDone, setLinkDone] = useState(false);
  const [hasEnded, setEnded] = useState(false);
  const session = useSessionQuery();
  const setSession = useSetSession();
  const client = useQueryClient();
  useEffect(() => {
    handleRefusals({
      askForProof,
      onSignedOut: () => {
        // The first question of a visitor is refused as well.
        if (client.getQueryData(SESSION_KEY)) setEnded(true);
        setSession(null);
      },
    });
  }, [client]);
  if (link && !isLinkDone) return <LinkPage link={link} onDone={() => setLinkDone(true)} />;
  if (session.data) return <Console />;
  if (session.data === null) return <SignInPage hasEnded={hasEnded} />;
  if (session.error)
    return (
      <main class="page">
        <ErrorState
          title={t.errors.load(t.nav.label)}
          error={session.error.error}
          onRetry={() => void session.refetch()}
        />
      </main>
    );
  return <Skeleton lines={1} />;
}

function Console() {
  const t = useTexts();
  useEffect(listenForKeys, []);
  useEffect(followLinks, []);
  return (
    <>
      <a class="skip" href="#content">
        {t.general.skip}
      </a>
      <div class="app">
        <Sidebar />
        <Switch>
          <Route path="/">
            <Start />
          </Route>
          {routes.map((route) => (
            <Route key={route.name} path={route.path}>
              {(params: Readonly<Record<string, string>>) => <Permitted route={route} params={params} />}
            </Route>
          ))}
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </div>
      <ConfirmHost />
      <ProofHost />
    </>
  );
}

type PermittedProps = { readonly route: PageRoute; readonly params: Readonly<Record<string, string>> };

function Permitted({ route, params }: PermittedProps) {
  const may = useMay();
  const { project } = params;
  useEffect(() => {
    if (isOfProject(route) && project !== undefined) lastProject.set(project);
  }, [route, project]);
  if (route.needs !== undefined && !may(route.needs)) return <NotFound />;
  return <LazyPage key={`${route.name} ${project ?? ''}`} route={route} params={params} />;
}

/** The last project, else the first one. */
function Start() {
  const t = useTexts();
  const projects = useRead('listProjects', {});
  if (projects.error)
    return (
      <Page title={t.nav.pages.projects}>
        <ErrorState
          title={t.errors.load(t.nav.pages.projects)}
          error={projects.error.error}
          onRetry={() => void projects.refetch()}
        />
      </Page>
    );
  if (!projects.data)
    return (
      <Page title={t.nav.pages.overview}>
        <Skeleton />
      </Page>
    );
  const { rows } = projects.data;
  const project = rows.find(({ id }) => id === lastProject.get()) ?? rows[0];
  if (project) return <Redirect to={`/projects/${encodeURIComponent(project.id)}/overview`} replace />;
  return (
    <Page title={t.nav.pages.projects}>
      <Empty icon="projects" title={t.errors.noProjects}>
        <p>{t.errors.noProjectsHint}</p>
        <Copy value="denizen projects create shop" name={t.general.command} />
      </Empty>
    </Page>
  );
}

function NotFound() {
  const t = useTexts();
  return (
    <Page title={t.errors.notFound}>
      <Empty
        icon="search"
        title={t.errors.notFound}
        act={
          <a class="btn" href={BASE}>
            {t.errors.toStart}
          </a>
        }
      >
        <p>{t.errors.notFoundHint}</p>
      </Empty>
    </Page>
  );
}
