import { startSearch } from './search.ts';

const root = document.documentElement;

startSearch();
startTheme();
startMenu();
startLanguages();
startOpening();
document.addEventListener('click', (event) => {
  if (event.target instanceof HTMLButtonElement && event.target.className === 'copy') void copy(event.target);
});

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`docs-${name}`, value);
  } catch {
    // The choice lasts for this page then.
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const code = button.parentElement?.querySelector('code');
  if (!code) return;
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    button.textContent = 'Copied';
  } catch {
    // Without https there is no clipboard: the reader copies what is selected.
    getSelection()?.selectAllChildren(code);
    button.textContent = 'Selected';
  }
  setTimeout(() => {
    button.textContent = 'Copy';
  }, 2_000);
}

function startTheme(): void {
  const button = document.getElementById('theme');
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const isDark = () => (root.dataset.theme ? root.dataset.theme === 'dark' : dark.matches);
  const show = () => {
    if (button) button.textContent = isDark() ? 'Light' : 'Dark';
  };
  dark.addEventListener('change', show);
  button?.addEventListener('click', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    keep('theme', root.dataset.theme);
    show();
  });
  show();
}

function startMenu(): void {
  const button = document.getElementById('menu-button');
  button?.addEventListener('click', () => {
    const isOpen = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!isOpen));
  });
  const current = document.querySelector<HTMLElement>('#menu [aria-current]');
  const menu = document.getElementById('menu');
  if (current && menu && current.offsetTop > menu.clientHeight) menu.scrollTop = current.offsetTop - 96;
}

function startLanguages(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>('.languages button');
  const show = (language: string) => {
    root.dataset.language = language;
    for (const button of buttons)
      button.setAttribute('aria-pressed', String(button.dataset.language === language));
  };
  for (const button of buttons) {
    button.addEventListener('click', () => {
      const before = button.getBoundingClientRect().top;
      show(button.dataset.language ?? 'curl');
      keep('language', root.dataset.language ?? 'curl');
      // Examples above change their height as well.
      scrollBy({ top: button.getBoundingClientRect().top - before, behavior: 'instant' });
    });
  }
  show(root.dataset.language ?? 'curl');
}

/** Opens the operation that the address names, and all of them. */
function startOpening(): void {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!(target instanceof HTMLDetailsElement)) return;
    target.open = true;
    target.scrollIntoView();
  };
  addEventListener('hashchange', open);
  open();
  const all = document.getElementById('open-all');
  all?.addEventListener('click', () => {
    const isOpen = all.getAttribute('aria-pressed') !== 'true';
    all.setAttribute('aria-pressed', String(isOpen));
    for (const one of document.querySelectorAll('details')) one.open = isOpen;
  });
}
