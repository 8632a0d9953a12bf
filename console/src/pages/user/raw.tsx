import { useTexts } from '../../texts/texts.ts';
import { Snippet } from '../../ui/snippet.tsx';
import { Copy } from '../../ui/words.tsx';
import type { TabProps } from './tab.ts';

/** The user as JSON, and the call that reads it. */
export function Raw({ user }: TabProps) {
  const t = useTexts();
  const text = JSON.stringify(user, null, 2);
  return (
    <div class="raw">
      <section aria-label={t.user.raw.title}>
        <div class="head">
          <h3>{t.user.raw.title}</h3>
          <div class="push">
            <Copy value={text} name={t.user.raw.title} short={t.general.copyText} />
          </div>
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre class="code" tabIndex={0}>
          <bdi>{text}</bdi>
        </pre>
      </section>
      <section aria-label={t.user.raw.ask}>
        <div class="head">
          <h3>{t.user.raw.ask}</h3>
        </div>
        <p class="hint">{t.user.raw.hint}</p>
        <Snippet
          call={{
            method: 'GET',
            path: `/users/${encodeURIComponent(user.id)}`,
            operation: 'users.get',
            params: { userId: user.id },
          }}
        />
      </section>
    </div>
  );
}
