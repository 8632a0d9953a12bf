import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { ThemeSwitch } from '../frame.tsx';
import { useTexts } from '../texts/texts.ts';
import { Mark } from './icon.tsx';

/** The frame of the pages before a sign-in. */
export function GateFrame({
  title,
  lede,
  children,
}: {
  readonly title: string;
  readonly lede?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const t = useTexts();
  useEffect(() => {
    document.title = t.general.pageTitle(title, undefined);
  }, [t, title]);
  return (
    <div class="gate">
      <div class="left">
        <header>
          <span class="brand">
            <Mark />
            <span class="word">Denizen</span>
          </span>
        </header>
        <main id="content" tabIndex={-1}>
          <div class="form">
            <div>
              <h1>{title}</h1>
              {lede !== undefined && <p class="lede">{lede}</p>}
            </div>
            {children}
          </div>
        </main>
        <footer>
          <ThemeSwitch />
        </footer>
      </div>
      <Ledger />
    </div>
  );
}

const ENTRIES = [
  ...[
    'user.create',
    'session.create',
    'user.email.verification.update',
    'session.create',
    'user.labels.update',
  ],
  ...['session.refuse', 'session.create', 'membership.accept', 'user.password.update', 'challenge.complete'],
  ...['token.create', 'user.prefs.update', 'identity.create', 'session.delete', 'key.use', 'team.create'],
];
const ROW = 36;
const SIGNED = 7;

/** The one ornament: a chain of the history. */
function Ledger() {
  return (
    <div class="right" aria-hidden="true">
      <svg class="ledger" aria-hidden="true" viewBox={`0 0 400 ${ENTRIES.length * ROW + ROW}`}>
        {ENTRIES.map((entry, at) => (
          <g key={at} transform={`translate(0 ${ROW * (at + 1)})`}>
            <circle cx="8" cy="0" r="3.5" class={at % SIGNED === SIGNED - 1 ? 'k' : ''} />
            <path d="M8 5v26" />
            <text x="30" y="4">
              {hashOf(`${entry} ${at}`)}
            </text>
            <text x="150" y="4" class="a">
              {entry}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

function hashOf(text: string): string {
  let hash = 7n;
  for (const letter of text) hash = (hash * 1_099_511n + BigInt(letter.charCodeAt(0))) % 0xffff_ffff_ffffn;
  return hash.toString(16).padStart(12, '0');
}
