import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { useLocation } from 'wouter-preact';
import { useRead } from '../api/queries.ts';
import { useShownRoutes } from '../frame.tsx';
import { useSignOut } from '../state/session.ts';
import { createStore, useStore } from '../state/store.ts';
import { THEMES, theme } from '../state/theme.ts';
import { type Texts, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { Keys } from './keys.tsx';
import { usePeople } from './palette-people.ts';

type Group = keyof Pick<Texts['palette'], 'page' | 'pages' | 'projects' | 'commands' | 'people'>;

export type Command = {
  /** Unlike labels, no two of a group have the same. By default the label. */
  readonly id?: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon: IconName;
  readonly key?: string;
  readonly run: () => void;
};

/** Commands of the page that is shown. */
const ofPage = createStore<readonly Command[]>([]);

/** Adds commands to the palette while the component is there. */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  latest.current = commands;
  const names = commands.map(({ id, label, detail }) => `${id} ${label} ${detail}`).join('\n');
  useEffect(() => {
    const stable = latest.current.map((command, at) => ({
      ...command,
      run: () => latest.current[at]?.run(),
    }));
    ofPage.set([...ofPage.get(), ...stable]);
    return () => ofPage.set(ofPage.get().filter((each) => !stable.includes(each)));
  }, [names]);
}

const SHOWN_AT_MOST = 12;

/** Search and commands: the whole console by its name. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const t = useTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<string>();
  const { found, flat, isStale } = useOptions(query);
  // By name and not by place: rows that come meanwhile move nothing under the hand.
  const at = Math.max(
    0,
    flat.findIndex((option) => keyOf(option) === chosen),
  );
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  const run = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.run();
  };
  const [isEntered, setEntered] = useState(false);
  useEffect(() => {
    if (!isEntered || isStale) return;
    setEntered(false);
    run(flat[at]?.command);
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && flat.length > 0) {
      event.preventDefault();
      const next = flat[(at + step + flat.length) % flat.length];
      setChosen(next && keyOf(next));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      // The first person shown may be one of the query before.
      const mayChange = chosen === undefined && (flat[0]?.group ?? 'people') === 'people';
      if (mayChange && isStale) setEntered(true);
      else run(flat[at]?.command);
    }
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the backdrop; Esc does the same
    <dialog
      ref={dialog}
      class="cmd"
      aria-label={t.palette.label}
      onCancel={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <Ask
        list={id}
        active={flat.length > 0 ? `${id}-${at}` : undefined}
        value={query}
        onInput={(typed) => {
          setQuery(typed);
          setChosen(undefined);
          setEntered(false);
        }}
        onKeyDown={onKeyDown}
      />
      {flat.length === 0 ? (
        <p class="none">{isStale ? t.palette.searching : t.palette.nothing(query)}</p>
      ) : (
        <Results
          id={id}
          found={found}
          at={at}
          isStale={isStale}
          query={query}
          onHere={(option) => setChosen(keyOf(option))}
          onRun={run}
        />
      )}
      <Foot />
    </dialog>
  );
}

/** Commands that match, and then people: those come later, and must not move what is there. */
function useOptions(query: string) {
  const people = usePeople(query);
  const commands = useFound(query);
  const found: readonly Found[] =
    people.commands.length > 0 ? [...commands, { group: 'people', commands: people.commands }] : commands;
  const flat: readonly GroupedCommand[] = found.flatMap(({ group, commands }) =>
    commands.map((command) => ({ group, command })),
  );
  return { found, flat, isStale: people.isStale };
}

type AskProps = {
  readonly list: string;
  readonly active: string | undefined;
  readonly value: string;
  readonly onInput: (typed: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

function Ask({ list, active, value, onInput, onKeyDown }: AskProps) {
  const t = useTexts();
  return (
    <div class="ask">
      <Icon name="search" />
      <input
        type="text"
        role="combobox"
        aria-label={t.palette.label}
        aria-expanded="true"
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={active}
        placeholder={t.palette.placeholder}
        autocomplete="off"
        spellcheck={false}
        autofocus
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
}

type ResultsProps = {
  readonly id: string;
  readonly found: readonly Found[];
  readonly at: number;
  /** Whether the people are those of the query before. */
  readonly isStale: boolean;
  readonly query: string;
  readonly onHere: (option: GroupedCommand) => void;
  readonly onRun: (command: Command) => void;
};

function Results({ id, found, at, isStale, query, onHere, onRun }: ResultsProps) {
  const t = useTexts();
  const flat = found.flatMap(({ commands }) => commands);
  return (
    <div class="list" role="listbox" id={id} aria-label={t.palette.results(flat.length)}>
      {found.map(({ group, commands }) => (
        // biome-ignore lint/a11y/useSemanticElements: a group of options
        <div
          key={group}
          role="group"
          aria-label={t.palette[group]}
          class={group === 'people' && isStale ? 'stale' : undefined}
        >
          <div class="group" aria-hidden="true">
            {t.palette[group]}
          </div>
          {commands.map((command) => {
            const index = flat.indexOf(command);
            return (
              <Option
                key={command.id ?? command.label}
                id={`${id}-${index}`}
                command={command}
                query={query}
                isHere={index === at}
                onHere={() => onHere({ group, command })}
                onRun={() => onRun(command)}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
}

type GroupedCommand = { readonly group: Group; readonly command: Command };

function keyOf({ group, command }: GroupedCommand): string {
  return `${group} ${command.id ?? command.label}`;
}

type OptionProps = {
  readonly id: string;
  readonly command: Command;
  readonly query: string;
  readonly isHere: boolean;
  readonly onHere: () => void;
  readonly onRun: () => void;
};

function Option({ id, command, query, isHere, onHere, onRun }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and hears the keys
    <div id={id} role="option" tabIndex={-1} aria-selected={isHere} onPointerMove={onHere} onClick={onRun}>
      <Icon name={command.icon} />
      <bdi class="clip">
        <Matched text={command.label} query={query} />
      </bdi>
      {command.detail !== undefined && (
        <small class="clip">
          <Matched text={command.detail} query={query} />
        </small>
      )}
      {command.key !== undefined && (
        <span class="hintk">
          <Keys of={command.key} />
        </span>
      )}
    </div>
  );
}

/** A text with its first letters that were typed. Texts whose small letters are of another length have none. */
function Matched({ text, query }: { readonly text: string; readonly query: string }) {
  const typed = query.trim().toLocaleLowerCase();
  const lower = text.toLocaleLowerCase();
  const at = typed === '' || lower.length !== text.length ? -1 : lower.indexOf(typed);
  if (at < 0) return <>{text}</>;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + typed.length)}</mark>
      {text.slice(at + typed.length)}
    </>
  );
}

function Foot() {
  const t = useTexts();
  return (
    <footer aria-hidden="true">
      <span>
        <kbd>↑</kbd>
        <kbd>↓</kbd> {t.palette.keys.move}
      </span>
      <span>
        <kbd>↵</kbd> {t.palette.keys.open}
      </span>
      <span>
        <kbd>Esc</kbd> {t.palette.keys.close}
      </span>
    </footer>
  );
}

type Found = { readonly group: Group; readonly commands: readonly Command[] };

function useFound(query: string): readonly Found[] {
  const all = useAll();
  return useMemo(() => {
    const words = query.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const matches = ({ label, detail = '' }: Command) => {
      const text = `${label} ${detail}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    };
    return all
      .map(({ group, commands }) => ({ group, commands: commands.filter(matches).slice(0, SHOWN_AT_MOST) }))
      .filter(({ commands }) => commands.length > 0);
  }, [all, query]);
}

function useAll(): readonly Found[] {
  const t = useTexts();
  const [, navigate] = useLocation();
  const shown = useShownRoutes();
  const projects = useRead('listProjects', {}).data?.rows ?? [];
  const own = useStore(ofPage);
  const signOut = useSignOut();
  const pages = shown.map(({ name, nav, href }) => ({
    label: t.nav.pages[name],
    icon: nav?.icon ?? ('right' as const),
    ...(nav?.key && { key: `g ${nav.key}` }),
    run: () => navigate(href),
  }));
  return [
    { group: 'page', commands: own },
    {
      group: 'pages',
      commands: [...pages, { label: t.nav.pages.account, icon: 'account', run: () => navigate('/account') }],
    },
    {
      group: 'projects',
      commands: projects.map(({ id, name }) => ({
        label: name || id,
        detail: id,
        icon: 'projects',
        run: () => navigate(`/projects/${encodeURIComponent(id)}/overview`),
      })),
    },
    {
      group: 'commands',
      commands: [
        ...THEMES.map((each) => ({
          label: t.palette.themeTo(t.nav.themes[each]),
          icon: each,
          run: () => theme.set(each),
        })),
        { label: t.nav.signOut, icon: 'signOut', run: () => void signOut() },
      ],
    },
  ];
}
