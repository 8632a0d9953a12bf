import { useLayoutEffect, useState } from 'preact/hooks';
import type { PageComponent, PageModule, Params, Route } from './routes.tsx';
import { useTexts } from './texts/texts.ts';
import { Button } from './ui/button.tsx';
import { Page } from './ui/page.tsx';
import { Empty, Skeleton } from './ui/states.tsx';

const loaded = new Map<Route, PageComponent>();
const loading = new Map<Route, Promise<PageModule>>();

/** Loads the module of a page once; again if it failed. */
export function preload(route: Route): Promise<PageModule> {
  const known = loading.get(route);
  if (known) return known;
  const begun = route.load().then((module) => {
    loaded.set(route, module.Page);
    return module;
  });
  loading.set(route, begun);
  begun.catch(() => loading.delete(route));
  return begun;
}

/** A page whose module is loaded when it is shown. */
export function LazyPage({ route, params }: { readonly route: Route; readonly params: Params }) {
  const t = useTexts();
  const [, setDone] = useState(false);
  const [isFailed, setFailed] = useState(false);
  // Before the frame is painted: the page is there as soon as its module is.
  useLayoutEffect(() => {
    setFailed(false);
    preload(route).then(
      () => setDone(true),
      () => setFailed(true),
    );
  }, [route]);
  const Component = loaded.get(route);
  if (Component) return <Component params={params} />;
  return (
    <Page title={t.nav.pages[route.name]}>
      {isFailed ? (
        <Empty
          icon="alert"
          title={t.errors.pageFailed}
          act={<Button onClick={() => location.reload()}>{t.errors.reload}</Button>}
        >
          <p>{t.errors.pageFailedHint}</p>
        </Empty>
      ) : (
        <Skeleton />
      )}
    </Page>
  );
}
