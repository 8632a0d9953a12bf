import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Icon } from './icon.tsx';
import { announce } from './live.tsx';

/** `ok` is filled, `hollow` waits for a person, `off` is stopped, `none` has nothing there, `run` is under way. */
export type PillKind = 'ok' | 'hollow' | 'off' | 'none' | 'run';

/** A state: a dot and a word. */
export function Pill({ kind, children }: { readonly kind: PillKind; readonly children: ComponentChildren }) {
  return <span class={`pill ${kind}`}>{children}</span>;
}

/** A word about a value. */
export function Badge({
  kind,
  children,
}: {
  readonly kind?: 'ok' | 'warn' | 'bad' | 'acc';
  readonly children: ComponentChildren;
}) {
  return <span class={`badge ${kind ?? ''}`}>{children}</span>;
}

/** Values that people made, such as labels. Shows `most`, then how many more there are. */
export function Tags({
  values,
  most = values.length,
}: {
  readonly values: readonly string[];
  readonly most?: number;
}) {
  const rest = values.length - most;
  return (
    <span class="tags">
      {values.slice(0, most).map((value) => (
        <span class="tag" key={value}>
          <bdi>{value}</bdi>
        </span>
      ))}
      {rest > 0 && (
        <span class="tag" data-tip={values.slice(most).join(', ')}>
          +{rest}
        </span>
      )}
    </span>
  );
}

const TINTS = 5;

/** Initials on a ground by the id; a mask for a user without a name. */
export function Avatar({
  id,
  name,
  large = false,
}: {
  readonly id: string;
  readonly name: string;
  readonly large?: boolean;
}) {
  const size = large ? ' lg' : '';
  const initials = initialsOf(name);
  if (initials === '') {
    return (
      <span class={`avatar anon${size}`} aria-hidden="true">
        <Icon name="mask" small />
      </span>
    );
  }
  return (
    <span class={`avatar t${tintOf(id)}${size}`} aria-hidden="true">
      {initials}
    </span>
  );
}

function initialsOf(name: string): string {
  // Of an email address, what stands before the host.
  const words = name
    .trim()
    .replace(/@[^\s@]+$/, '')
    .split(/[\s\-_.]+/u)
    .filter(Boolean);
  const first = firstOf(words[0]);
  // Scripts without capitals use the first letter alone.
  if (first.toUpperCase() === first.toLowerCase()) return first;
  return (first + (words.length > 1 ? firstOf(words.at(-1)) : '')).toUpperCase();
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** One grapheme for certain: to segment costs a hundred times as much as to look. */
const PLAIN_START = /^[\x20-\x7e](?![^\x20-\x7e])/;

function firstOf(word: string | undefined): string {
  const plain = PLAIN_START.exec(word ?? '');
  if (plain) return plain[0];
  const [first = ''] = graphemes.segment(word ?? '');
  return typeof first === 'string' ? first : first.segment;
}

function tintOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return (hash % TINTS) + 1;
}

const TICK_MS = 60_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all times of the page. */
function useTick(): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    const listener = () => setTick((tick) => tick + 1);
    listeners.add(listener);
    timer ??= setInterval(() => {
      for (const each of [...listeners]) each();
    }, TICK_MS);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
}

/** A moment (ISO 8601): relative up to seven days, with the exact time as a tip. `exact` shows UTC at once. */
export function Time({
  at,
  exact = false,
}: {
  readonly at: string | null | undefined;
  readonly exact?: boolean;
}) {
  const t = useTexts();
  const format = useFormat();
  useTick();
  if (at === null || at === undefined) return <span class="muted">{t.time.never}</span>;
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return <span>{at}</span>;
  return (
    <time dateTime={at} data-tip={format.exact(moment)}>
      {exact ? format.utc(moment) : format.relative(moment)}
    </time>
  );
}

/** A value that a machine reads, with a button that copies it. */
export function Copy({
  value,
  name,
  short,
}: {
  readonly value: string;
  readonly name: string;
  readonly short?: string;
}) {
  const t = useTexts();
  const [isDone, setDone] = useState(false);
  useEffect(() => {
    if (!isDone) return;
    const back = setTimeout(() => setDone(false), 2_000);
    return () => clearTimeout(back);
  }, [isDone]);
  return (
    <button
      class="copy"
      type="button"
      onClick={async () => {
        await copyText(value);
        setDone(true);
        announce(t.general.copied);
      }}
    >
      <span class="vh">{t.general.copy(name)}: </span>
      <bdi class="clip">{short ?? value}</bdi>
      <Icon name={isDone ? 'check' : 'copy'} />
    </button>
  );
}

/** The clipboard is missing on plain http. */
async function copyText(value: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(value);
  } catch {
    const area = document.createElement('textarea');
    area.value = value;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

export function Note({
  kind,
  children,
  act,
}: {
  readonly kind?: 'warn' | 'bad' | 'good';
  readonly children: ComponentChildren;
  readonly act?: ComponentChildren;
}) {
  return (
    <div class={`note ${kind ?? ''}`} role={kind === 'bad' ? 'alert' : undefined}>
      <Icon name={kind === 'good' ? 'done' : kind === undefined ? 'info' : 'alert'} />
      <div>{children}</div>
      {act && <div class="push">{act}</div>}
    </div>
  );
}
