import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useTexts } from '../texts/texts.ts';
import { IconButton } from './button.tsx';
import { Copy } from './words.tsx';

type SecretProps = {
  /** What the secret belongs to, and that it is not shown again. */
  readonly children: ComponentChildren;
  readonly secret: string;
  /** What it is: “secret”, “link”. */
  readonly name: string;
  readonly onDone: () => void;
};

/** A secret that is shown once, in the page. It gets the focus. */
export function SecretOnce({ children, secret, name, onDone }: SecretProps) {
  const t = useTexts();
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    part.current?.focus();
    part.current?.scrollIntoView({ block: 'nearest' });
  }, [secret]);
  return (
    <section ref={part} class="once" tabIndex={-1} aria-label={t.secret.label}>
      <div class="row spread">
        <p>{children}</p>
        <IconButton name={t.secret.hide} icon="close" small onClick={onDone} />
      </div>
      <div class="secret">
        <code>{secret}</code>
        <Copy value={secret} name={name} short={t.general.copyText} />
      </div>
    </section>
  );
}
