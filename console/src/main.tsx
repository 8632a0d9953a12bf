import './styles/fonts.css';
import './styles/tokens.css';
import './styles/components.css';
import './styles/console.css';
import './styles/record.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { takeSecretLink } from './secret-link.ts';
import { applyTheme } from './state/theme.ts';
import { loadTexts } from './texts/texts.ts';

// First of all, so that nothing else sees the secret of a link.
const link = takeSecretLink();
applyTheme();
const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
await loadTexts();
render(<App link={link} />, root);
