import { useEffect, useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import type { OutputOf } from '../api/client.ts';
import { useRead } from '../api/queries.ts';
import { useTexts } from '../texts/texts.ts';
import { Icon } from '../ui/icon.tsx';
import { Facts } from '../ui/page.tsx';
import { Empty, ErrorState, Skeleton } from '../ui/states.tsx';
import { NewRows } from '../ui/table.tsx';
import { Copy, Note, Time } from '../ui/words.tsx';
import { type LetterForm, Letters, Reading } from './messages-letters.tsx';

type StoredMessage = OutputOf<'listMailbox'>['rows'][number];

const REFRESH_MS = 3_000;

type MailboxProps = {
  readonly project: string;
  readonly chosen: string;
  readonly form: LetterForm;
  readonly hrefOf: (key: string) => string;
  readonly onForm: (form: LetterForm) => void;
};

/** The messages that development keeps instead of sending them: readable, with links to follow and codes to copy. */
export function MailboxView({ project, chosen, form, hrefOf, onForm }: MailboxProps) {
  const t = useTexts();
  const list = useRead('listMailbox', {}, { refetchMs: REFRESH_MS });
  const { rows, newer, showNewer } = useSteadyRows(list.data?.rows);
  if (list.error && !rows)
    return (
      <ErrorState
        title={t.errors.load(t.messages.tabs.mailbox)}
        error={list.error.error}
        onRetry={() => void list.refetch()}
      />
    );
  if (!rows) return <Skeleton />;
  const shown = rows.find((row) => keyOf(row) === chosen) ?? rows[0];
  if (!shown) return <NoMail project={project} />;
  return (
    <>
      {newer > 0 && <NewRows text={t.messages.newMail(newer)} onShow={showNewer} />}
      <Letters
        label={t.messages.newestFirst}
        isChosen={chosen !== ''}
        letters={rows.map((row) => ({
          key: keyOf(row),
          href: hrefOf(keyOf(row)),
          kind: row.kind,
          title: row.subject || t.messages.kinds.sms,
          at: <Time at={row.at} />,
          lines: [row.to, firstWords(row)],
          isCurrent: row === shown,
        }))}
      >
        <Mail message={shown} form={form} onForm={onForm} back={hrefOf('')} />
      </Letters>
    </>
  );
}

/** Mail has no id. Two of the same moment to the same address are told apart by their texts. */
function keyOf({ at, to, text }: StoredMessage): string {
  let hash = 0;
  for (const letter of `${to} ${text}`) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return `${at}-${hash.toString(36)}`;
}

function firstWords({ text, html }: StoredMessage): string {
  return (text || html).replaceAll(/\s+/g, ' ').slice(0, 90);
}

/** New mail waits above the list instead of moving it. An empty list takes it at once. */
function useSteadyRows(current: readonly StoredMessage[] | undefined) {
  const [rows, setRows] = useState<readonly StoredMessage[]>();
  useEffect(() => {
    if (current && (rows === undefined || rows.length === 0)) setRows(current);
  }, [current, rows]);
  const known = new Set(rows?.map(keyOf));
  const newer = rows?.length ? (current ?? []).filter((row) => !known.has(keyOf(row))).length : 0;
  return { rows, newer, showNewer: () => setRows(current) };
}

type MailProps = {
  readonly message: StoredMessage;
  readonly back: string;
} & Pick<MailboxProps, 'form' | 'onForm'>;

function Mail({ message, form, onForm, back }: MailProps) {
  const t = useTexts();
  const { to, at, codes, links, subject } = message;
  const safe = links.filter((link) => URL.canParse(link) && /^https?:$/.test(new URL(link).protocol));
  return (
    <>
      <Link class="back" href={back}>
        <Icon name="left" small />
        {t.messages.toList}
      </Link>
      <Note kind="warn">
        <b>{t.messages.kept}</b> {t.messages.keptHint} <code>DENIZEN_SMTP_URL</code>
      </Note>
      <Reading letter={message} title={subject || t.messages.kinds.sms} form={form} onForm={onForm}>
        <Facts
          facts={[
            [t.messages.to, <bdi key="to">{to}</bdi>],
            [t.messages.at, <Time key="at" at={at} />],
          ]}
        />
        {codes.length > 0 && (
          <section class="codes" aria-label={t.messages.codes}>
            {codes.map((code) => (
              <Copy key={code} value={code} name={t.messages.code} />
            ))}
          </section>
        )}
        {safe.length > 0 && (
          <ul class="mail-links" aria-label={t.messages.links}>
            {safe.map((link) => (
              <li key={link}>
                <a href={link} target="_blank" rel="noopener noreferrer">
                  <Icon name="external" small />
                  <bdi class="clip">{link}</bdi>
                </a>
              </li>
            ))}
          </ul>
        )}
      </Reading>
    </>
  );
}

function NoMail({ project }: { readonly project: string }) {
  const t = useTexts();
  const call = `curl -X POST ${location.origin}/v1/account/tokens/email -H 'X-Appwrite-Project: ${project}' -H 'Content-Type: application/json' -d '{"userId":"unique()","email":"ann@example.com"}'`;
  return (
    <Empty icon="messages" title={t.messages.noMail}>
      <p>{t.messages.noMailHint}</p>
      <Copy value={call} name={t.snippet.curl} />
    </Empty>
  );
}
