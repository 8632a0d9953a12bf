import { useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { useAct, useRead } from '../api/queries.ts';
import { oneOf, text, useSearchState } from '../state/search-params.ts';
import { useMay, useMayIn, useSession } from '../state/session.ts';
import { language as ownLanguage, useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, FormEnds } from '../ui/dialog.tsx';
import { TextField } from '../ui/field.tsx';
import { Page as Frame } from '../ui/page.tsx';
import { FormError } from '../ui/states.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { toast } from '../ui/toasts.tsx';
import { LETTER_FORMS } from './messages-letters.tsx';
import { MailboxView } from './messages-mailbox.tsx';
import { Queue } from './messages-queue.tsx';
import { Templates } from './messages-templates.tsx';

const TABS = ['', 'mailbox', 'waiting', 'failed', 'templates'] as const;
const params = {
  tab: oneOf(TABS, ''),
  cursor: text(),
  letter: text(),
  form: oneOf(LETTER_FORMS, 'html'),
  language: text(),
  open: oneOf(['', 'test'] as const, ''),
};

export function Page({ params: { project = '' } }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const may = useMay();
  const [{ tab: chosen, cursor, letter, form, language, open }, set] = useSearchState(params);
  const tabs = useTabs(project);
  const current = tabs.find(({ name }) => name === chosen)?.name ?? tabs[0]?.name ?? 'waiting';
  const path = `/projects/${encodeURIComponent(project)}/messages`;
  const hrefOf = (to: Readonly<Record<string, string>>) => {
    const named: Readonly<Record<string, string>> = { tab: current, ...to };
    const search = new URLSearchParams(Object.entries(named).filter(([, value]) => value !== ''));
    return `${path}?${search}`;
  };
  return (
    <Frame
      title={t.nav.pages.messages}
      isFlush
      acts={
        may('messages.write') && (
          <Button icon="messages" class="keep" onClick={() => set({ open: 'test' })}>
            {t.messages.test}
          </Button>
        )
      }
    >
      <Tabs
        label={t.nav.pages.messages}
        current={current}
        tabs={tabs.map(({ name, count }) => ({
          ...{ name, count, title: t.messages.tabs[name] },
          href: `${path}?tab=${name}`,
        }))}
      />
      {current === 'mailbox' && (
        <MailboxView
          {...{ project, form }}
          chosen={letter}
          hrefOf={(key) => hrefOf({ letter: key, form: form === 'html' ? '' : form })}
          onForm={(to) => set({ form: to })}
        />
      )}
      {(current === 'waiting' || current === 'failed') && (
        <Queue
          key={current}
          {...{ project, cursor }}
          state={current}
          onCursor={(to) => set({ cursor: to })}
        />
      )}
      {current === 'templates' && (
        <Templates
          {...{ project, form }}
          language={language || ownLanguage.get()}
          chosen={letter}
          hrefOf={(purpose) => hrefOf({ letter: purpose, language, form: form === 'html' ? '' : form })}
          onLanguage={(to) => set({ language: to })}
          onForm={(to) => set({ form: to })}
        />
      )}
      {may('messages.write') && open === 'test' && (
        <TestMail project={project} onClose={() => set({ open: '' }, { replace: true })} />
      )}
    </Frame>
  );
}

type TabName = Exclude<(typeof TABS)[number], ''>;

/** The mailbox is there in development only, and not for everyone: its mails have the codes and links of users. */
function useTabs(project: string): readonly { readonly name: TabName; readonly count?: string }[] {
  const format = useFormat();
  const may = useMayIn();
  const state = useRead('getState', {});
  const outbox = useRead('getOverview', { project }).data?.outbox;
  const counted = (count: number | undefined) =>
    count === undefined ? {} : { count: format.count(count, count < COUNTED_AT_MOST) };
  return [
    ...(state.data?.isDevelopment && may('messages.write', undefined) ? [{ name: 'mailbox' as const }] : []),
    { name: 'waiting', ...counted(outbox?.waiting) },
    { name: 'failed', ...counted(outbox?.failed) },
    { name: 'templates' },
  ];
}

const COUNTED_AT_MOST = 5_000;

function TestMail({ project, onClose }: { readonly project: string; readonly onClose: () => void }) {
  const t = useTexts();
  const { admin } = useSession();
  const send = useAct('sendTestMessage', ['listMessages', 'listMailbox']);
  const [to, setTo] = useState(admin.email ?? '');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await send.run({ project, to: to.trim() });
    if (!result.ok) return setError(result.error);
    onClose();
    toast(t.messages.testSent(to.trim()));
  };
  return (
    <Dialog title={t.messages.testTitle} onClose={onClose} onSubmit={() => void submit()}>
      <p class="soft">{t.messages.testText}</p>
      <TextField label={t.messages.to} type="email" value={to} onInput={setTo} isRequired autoFocus />
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={send.isBusy}>
        {t.messages.testSend}
      </FormEnds>
    </Dialog>
  );
}
