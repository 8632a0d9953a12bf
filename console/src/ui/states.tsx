import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { type Texts, useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import { Copy } from './words.tsx';

/** What it is, why there is nothing, and one next step. */
export function Empty({
  icon = 'empty',
  title,
  children,
  act,
}: {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly act?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <b>{title}</b>
      {children !== undefined && <div class="lede">{children}</div>}
      {act && <div class="row">{act}</div>}
    </div>
  );
}

/** What to do about an error: by its code, else what the server says. */
export function adviceFor(t: Texts, { code, message }: Pick<ApiError, 'code' | 'message'>): string {
  const codes: Readonly<Record<string, string>> = t.errors.codes;
  return codes[code] ?? message;
}

/** What is wrong with the value of a field, to stand beside it. The label has the name of the field, which messages of the server begin with. */
export function fieldAdvice(t: Texts, error: Pick<ApiError, 'code' | 'message'>): string {
  const [, wrong] = /^"[^"]+" (.+)\.$/s.exec(error.message) ?? [];
  return error.code === 'argument_invalid' && wrong !== undefined
    ? t.errors.field(wrong)
    : adviceFor(t, error);
}

/** What was asked for, why it did not work, what to do, code and request. */
export function ErrorState({
  title,
  error,
  onRetry,
}: {
  readonly title: string;
  readonly error: ApiError;
  readonly onRetry?: () => void;
}) {
  const t = useTexts();
  return (
    <div class="empty" role="alert">
      <Icon name="alert" />
      <b>{title}</b>
      <p>{adviceFor(t, error)}</p>
      <p class="hint">
        {t.errors.code} <code>{error.code}</code>
        {error.requestId !== undefined && (
          <>
            {' · '}
            {t.errors.requestId}{' '}
            <Copy value={error.requestId} name={t.errors.requestId} short={error.requestId.slice(0, 8)} />
          </>
        )}
      </p>
      {onRetry && (
        <div class="row">
          <Button icon="refresh" onClick={onRetry}>
            {t.general.retry}
          </Button>
        </div>
      )}
    </div>
  );
}

/** An error of a form, over its buttons. */
export function FormError({ error }: { readonly error: ApiError | undefined }) {
  const t = useTexts();
  if (!error) return null;
  return (
    <p class="wrong" role="alert">
      <Icon name="alert" small />
      {adviceFor(t, error) || error.code}
    </p>
  );
}

const SKELETON_AFTER_MS = 150;

/** Whether something has been loading for long enough to show it. */
export function useLate(isLoading: boolean): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!isLoading) return;
    const timer = setTimeout(() => setLate(true), SKELETON_AFTER_MS);
    return () => clearTimeout(timer);
  }, [isLoading]);
  return isLoading && isLate;
}

/** Lines of bones for a part that is loading. */
export function Skeleton({ lines = 4 }: { readonly lines?: number }) {
  const t = useTexts();
  const isLate = useLate(true);
  if (!isLate) return null;
  return (
    <div class="stack skeleton" aria-busy="true">
      <span class="vh">{t.general.loading}</span>
      {Array.from({ length: lines }, (_, at) => (
        <span key={at} class={`bone w${(at % 3) + 1}`} />
      ))}
    </div>
  );
}
