import './styles/fonts.css';
import './styles/tokens.css';
import './styles/components.css';
import './styles/console.css';
import './styles/record.css';
import { render } from 'preact';
import { createQueries } from './api/queries.ts';
import { sleep } from './api/sleep.ts';
import { App } from './app.tsx';
import { preload } from './lazy-page.tsx';
import { routeAt } from './routes.tsx';
import { takeSecretLink } from './secret-link.ts';
import { prefetchSession } from './state/session.ts';
import { applyTheme } from './state/theme.ts';
import { loadTexts } from './texts/texts.ts';
import { BASE } from './ui/plain-link.tsx';

/** What comes sooner is drawn once, with its rows, which takes less than a frame without them before. */
const DRAWN_WITHIN_MS = 100;

// First of all, so that nothing else sees the secret of a link.
const link = takeSecretLink();
const queries = createQueries();
// Session and page are on their way while the texts are read: neither waits for the other.
const first = link ? undefined : Promise.all([prefetchSession(queries), prefetchPage()]);
applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
await Promise.all([loadTexts(), Promise.race([first, sleep(DRAWN_WITHIN_MS)])]);
render(<App link={link} queries={queries} />, root);

/** The page at this address, and what it shows first. */
async function prefetchPage(): Promise<void> {
  const page = routeAt(location.pathname.slice(BASE.length));
  if (!page) return;
  // A module that fails is loaded again by the page, which says so.
  const module = await preload(page.route).catch(() => undefined);
  await module?.prefetch?.(queries, page.params);
}
