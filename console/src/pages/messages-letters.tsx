import type { ComponentChildren } from 'preact';
import { Link } from 'wouter-preact';
import { useTexts } from '../texts/texts.ts';
import { Icon } from '../ui/icon.tsx';
import { MailFrame } from './mail-frame.tsx';

export const LETTER_FORMS = ['html', 'text', 'source'] as const;
export type LetterForm = (typeof LETTER_FORMS)[number];

type Letter = {
  readonly key: string;
  readonly href: string;
  readonly kind: 'mail' | 'sms';
  readonly title: string;
  readonly at?: ComponentChildren;
  readonly lines: readonly string[];
  readonly isCurrent: boolean;
};

type LettersProps = {
  readonly label: string;
  readonly letters: readonly Letter[];
  /** Whether the address names one: at 390 px only then it is shown, instead of the list. */
  readonly isChosen: boolean;
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
};

/** A list of letters with the chosen one beside it. */
export function Letters({ label, letters, isChosen, tools, children }: LettersProps) {
  return (
    <div class={isChosen ? 'box chosen' : 'box'}>
      <div class="list">
        {tools !== undefined && <div class="list-tools">{tools}</div>}
        <nav aria-label={label}>
          {letters.map(({ key, href, kind, title, at, lines, isCurrent }) => (
            <Link key={key} href={href} aria-current={isCurrent ? 'true' : undefined}>
              <Icon name={kind === 'mail' ? 'messages' : 'phone'} small />
              <b class="clip">
                <bdi>{title}</bdi>
              </b>
              {at ?? <span />}
              {lines.filter(Boolean).map((line) => (
                <span key={line} class="clip line">
                  <bdi>{line}</bdi>
                </span>
              ))}
            </Link>
          ))}
        </nav>
      </div>
      <div class="read">{children}</div>
    </div>
  );
}

type ReadingProps = {
  readonly letter: { readonly kind: 'mail' | 'sms'; readonly text: string; readonly html: string };
  readonly title: string;
  readonly form: LetterForm;
  readonly onForm: (form: LetterForm) => void;
  /** What stands above the letter. */
  readonly children: ComponentChildren;
};

/** A letter with its head, as HTML, text or source. */
export function Reading({ letter, title, form, onForm, children }: ReadingProps) {
  const t = useTexts();
  const { html, text } = letter;
  const shown = html === '' ? 'text' : form;
  return (
    <article aria-label={title}>
      <div class="head">
        <h2 class="clip">
          <bdi>{title}</bdi>
        </h2>
        {html !== '' && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
          <div class="push seg" role="group" aria-label={t.messages.showAs}>
            {LETTER_FORMS.map((each) => (
              <button key={each} type="button" aria-pressed={each === shown} onClick={() => onForm(each)}>
                {t.messages.forms[each]}
              </button>
            ))}
          </div>
        )}
      </div>
      {children}
      {shown === 'html' ? (
        <MailFrame title={t.messages.frame(title)} html={html} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        <pre class="code letter-text" tabIndex={0}>
          <bdi>{shown === 'text' ? text : html}</bdi>
        </pre>
      )}
    </article>
  );
}
