import type { Found } from './found.ts';

/** An entry with its fields in lower case. */
type Entry = { readonly found: Found; readonly fields: readonly string[] };
type Hit = { readonly found: Found; readonly points: number };

/** Points of a word in the title, in the title of the page, and in the text. */
const POINTS = [12, 4, 1] as const;
const HITS_AT_MOST = 12;
const SNIPPET = 110;

/** Starts the search box: `/` leads to it, arrows through the results. */
export function startSearch(): void {
  const box = document.querySelector<HTMLInputElement>('#search');
  const list = document.getElementById('results');
  const status = document.getElementById('found');
  const { root = '', search = '' } = document.body.dataset;
  if (!box || !list || !status) return;
  let loading: Promise<readonly Entry[]> | undefined;
  let chosen = -1;

  const entries = (): Promise<readonly Entry[]> => {
    loading ??= load(search).catch(() => {
      loading = undefined;
      return [];
    });
    return loading;
  };
  const choose = (at: number): void => {
    chosen = at;
    Array.from(list.children, (item, index) => item.setAttribute('aria-selected', String(index === at)));
    const item = list.children[at];
    item?.scrollIntoView({ block: 'nearest' });
    if (item) box.setAttribute('aria-activedescendant', item.id);
    else box.removeAttribute('aria-activedescendant');
  };
  const show = (isOpen: boolean): void => {
    list.hidden = !isOpen;
    box.setAttribute('aria-expanded', String(isOpen));
  };
  const update = async (): Promise<void> => {
    const words = wordsOf(box.value);
    const all = await entries();
    // The reader may have typed on while the index came.
    if (words.join() !== wordsOf(box.value).join()) return;
    const hits = words.length === 0 ? [] : find(all, words);
    list.replaceChildren(...hits.map(({ found }, at) => itemOf(found, words, { root, at })));
    show(hits.length > 0);
    choose(hits.length > 0 ? 0 : -1);
    status.textContent =
      words.length === 0 ? '' : hits.length === 0 ? 'Nothing found' : `${hits.length} results`;
    status.className = words.length > 0 && hits.length === 0 ? 'nothing' : 'hidden-text';
  };

  box.addEventListener('focus', () => void entries());
  box.addEventListener('input', () => void update());
  box.addEventListener('keydown', (event) => {
    const count = list.children.length;
    if (event.key === 'Escape') {
      show(false);
      box.blur();
    } else if (event.key === 'Enter') {
      list.children[chosen]?.querySelector('a')?.click();
    } else if (count > 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      choose((chosen + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
    }
  });
  list.addEventListener('click', () => show(false));
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !box.parentElement?.contains(target)) show(false);
  });
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
  void followFormerAnchor(entries, root);
}

/** Until 0.1 the reference was one page at `/docs`: its anchors lead on. */
async function followFormerAnchor(entries: () => Promise<readonly Entry[]>, root: string): Promise<void> {
  const anchor = location.hash.slice(1);
  if (root !== '' || anchor === '' || document.getElementById(anchor)) return;
  const entry = (await entries()).find(({ found: [, , address] }) => address.endsWith(`#${anchor}`));
  if (entry) location.replace(entry.found[2]);
}

async function load(address: string): Promise<readonly Entry[]> {
  // Cast: the file that the build made beside this one.
  const all = (await (await fetch(address)).json()) as readonly Found[];
  return all.map((found) => {
    const [title, page, , text] = found;
    return { found, fields: [title, page, text].map((field) => field.toLowerCase()) };
  });
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '');
}

/** Entries that have every word, the best first. */
function find(entries: readonly Entry[], words: readonly string[]): readonly Hit[] {
  const hits = entries.flatMap(({ found, fields }): readonly Hit[] => {
    const points = words.map((word) => pointsOf(fields, word));
    if (points.some((one) => one === 0)) return [];
    const total = points.reduce((sum, one) => sum + one, 0);
    return [{ found, points: fields[0] === words.join(' ') ? total + POINTS[0] : total }];
  });
  return hits.sort((a, b) => b.points - a.points).slice(0, HITS_AT_MOST);
}

/** A word counts fully where one begins with it, and half within another. */
function pointsOf(fields: readonly string[], word: string): number {
  return fields.reduce((sum, field, at) => {
    const position = field.indexOf(word);
    if (position < 0) return sum;
    const begins = field.startsWith(word) || new RegExp(`[^\\p{L}\\p{N}]${escaped(word)}`, 'u').test(field);
    return sum + (POINTS[at] ?? 0) * (begins ? 1 : 0.5);
  }, 0);
}

function escaped(word: string): string {
  return word.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

function itemOf(
  [title, page, address, text]: Found,
  words: readonly string[],
  { root, at }: { readonly root: string; readonly at: number },
): HTMLLIElement {
  const item = document.createElement('li');
  item.id = `result-${at}`;
  item.setAttribute('role', 'option');
  const link = document.createElement('a');
  link.href = root + address;
  link.tabIndex = -1;
  const name = document.createElement('b');
  name.append(title);
  const where = document.createElement('small');
  where.append(page === title ? '' : page);
  const part = document.createElement('span');
  part.append(...marked(snippet(text, words), words));
  link.append(name, ' ', where, part);
  item.append(link);
  return item;
}

function snippet(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const at = Math.min(...words.map((word) => lower.indexOf(word)).filter((position) => position >= 0));
  const early = Number.isFinite(at) ? Math.max(0, at - 30) : 0;
  // Begins with a whole word.
  const from = early === 0 ? 0 : Math.min(at, text.indexOf(' ', early) + 1 || at);
  return `${from > 0 ? '…' : ''}${text.slice(from, from + SNIPPET)}${from + SNIPPET < text.length ? '…' : ''}`;
}

function marked(text: string, words: readonly string[]): readonly (string | HTMLElement)[] {
  const parts = text.split(new RegExp(`(${words.map(escaped).join('|')})`, 'iu'));
  return parts.map((part, at) => {
    if (at % 2 === 0) return part;
    const mark = document.createElement('mark');
    mark.append(part);
    return mark;
  });
}
