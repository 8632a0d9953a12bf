/** Runs before the first paint, so that no page flashes in the other theme. */
const root = document.documentElement;
root.dataset.script = 'on';
root.dataset.language = stored('language') ?? 'curl';
const theme = stored('theme');
if (theme !== null) root.dataset.theme = theme;

/** What the reader chose. Browsers may refuse the storage. */
function stored(name: string): string | null {
  try {
    return localStorage.getItem(`docs-${name}`);
  } catch {
    return null;
  }
}
