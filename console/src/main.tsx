import './styles/fonts.css';
import './styles/tokens.css';
import './styles/components.css';
import './styles/console.css';
import './styles/record.css';
import { render } from 'preact';
import { createQueries } from './api/queries.ts';
import { App } from './app.tsx';
import { preload } from './lazy-page.tsx';
import { routeAt } from './routes.tsx';
import { takeSecretLink } from './secret-link.ts';
import { prefetchSession } from './state/session.ts';
import { applyTheme } from './state/theme.ts';
import { loadTexts } from './texts/texts.ts';
import { BASE } from './ui/plain-link.tsx';

// First of all, so that nothing else sees the secret of a link.
const link = takeSecretLink();
const queries = createQueries();
if (!link) {
  // Session and page are on their way while the texts are read and the frame is drawn: neither waits for the other.
  prefetchSession(queries);
  const route = routeAt(location.pathname.slice(BASE.length));
  // One that fails is loaded again by the page, which says so.
  if (route) preload(route).catch(() => {});
}
applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
await loadTexts();
render(<App link={link} queries={queries} />, root);
