import '../styles/settings.css';
import { useAct, useRead } from '../api/queries.ts';
import type { System } from '../generated/admin.ts';
import { oneOf, useSearchState } from '../state/search-params.ts';
import { useMay } from '../state/session.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Page as Frame, Section } from '../ui/page.tsx';
import { adviceFor, ErrorState, Skeleton } from '../ui/states.tsx';
import { type Column, Table } from '../ui/table.tsx';
import { toast } from '../ui/toasts.tsx';
import { Badge, Pill, Time } from '../ui/words.tsx';

const REFRESH_MS = 15_000;
/** The server counts no further. */
const COUNTED_AT_MOST = 10_000;
const VIEWS = ['all', 'set'] as const;
const shape = { show: oneOf(VIEWS, 'all') };

export function Page() {
  const t = useTexts();
  const { data, error, refetch } = useRead('getSystem', {}, { refetchMs: REFRESH_MS });
  return (
    <Frame title={t.nav.pages.system}>
      {error && (
        <ErrorState
          title={t.errors.load(t.nav.pages.system)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      )}
      {!error && !data && <Skeleton lines={8} />}
      {data && (
        <>
          <div class="system-parts">
            <div>
              <Server system={data} />
            </div>
            <div>
              <Health system={data} />
            </div>
            <div>
              <Work system={data} />
            </div>
            <div>
              <Backups backups={data.backups} />
            </div>
          </div>
          <Settings settings={data.settings} />
        </>
      )}
    </Frame>
  );
}

function Server({ system }: { readonly system: System }) {
  const t = useTexts();
  const format = useFormat();
  const { version, database, processes, process, projects } = system;
  const { engine, version: engineVersion, bytes } = database;
  return (
    <Section title={t.system.server}>
      <Facts
        facts={[
          [t.system.version, version],
          [t.system.database, `${t.system.engines[engine]} ${engineVersion}`],
          [t.system.size, format.bytes(bytes)],
          [t.system.projects, format.number(projects)],
          [t.system.processes, format.number(processes)],
          [t.system.answeredBy, t.system.process(process.worker)],
          [t.system.uptime, format.span(wholeUnits(process.uptimeSeconds))],
          [
            t.system.memory,
            t.system.memoryOf(
              format.bytes(process.memory.rssBytes),
              format.bytes(process.memory.heapUsedBytes),
            ),
          ],
          [t.system.node, process.node],
        ]}
      />
    </Section>
  );
}

/** To the largest unit of which there are two: an uptime in seconds says little. */
function wholeUnits(seconds: number): number {
  const size = [86_400, 3_600, 60].find((each) => seconds >= 2 * each) ?? 1;
  return Math.floor(seconds / size) * size;
}

function Health({ system: { health } }: { readonly system: System }) {
  const t = useTexts();
  const names: Readonly<Record<string, string>> = t.system.checks;
  return (
    <Section title={t.system.health}>
      <p>
        <Pill kind={health.isReady ? 'ok' : 'off'}>
          {health.isReady ? t.system.ready : t.system.notReady}
        </Pill>
      </p>
      <Facts
        facts={health.checks.map(({ name, isPassed, text }) => [
          names[name] ?? name,
          <span key={name}>
            <Pill kind={isPassed ? 'ok' : 'off'}>{isPassed ? t.system.passed : t.system.failed}</Pill>
            {text !== null && <small class="muted"> {text}</small>}
          </span>,
        ])}
      />
    </Section>
  );
}

function Work({ system: { history, outbox } }: { readonly system: System }) {
  const t = useTexts();
  const format = useFormat();
  const bounded = (value: number) => format.count(value, value < COUNTED_AT_MOST);
  return (
    <>
      <Section title={t.system.chain}>
        <Facts
          facts={[
            [t.system.chains, format.number(history.chains)],
            [t.system.chained, format.number(history.chained)],
            [t.system.signed, format.number(history.signed)],
            [t.system.notChained, bounded(history.waiting)],
          ]}
        />
      </Section>
      <Section title={t.system.outbox}>
        <Facts
          facts={[
            [t.system.waiting, bounded(outbox.waiting)],
            [
              t.system.failedMessages,
              outbox.failed > 0 ? (
                <Badge key="failed" kind="warn">
                  {bounded(outbox.failed)}
                </Badge>
              ) : (
                '0'
              ),
            ],
            [
              t.system.oldest,
              outbox.oldestWaitingAt ? <Time key="oldest" at={outbox.oldestWaitingAt} /> : t.system.nothing,
            ],
          ]}
        />
      </Section>
    </>
  );
}

function Backups({ backups }: { readonly backups: System['backups'] }) {
  const t = useTexts();
  const format = useFormat();
  const mayMake = useMay()('system.backup');
  const make = useAct('createBackup', ['getSystem']);
  const begin = async () => {
    const result = await make.run({});
    toast(result.ok ? t.system.backupBegun : { text: adviceFor(t, result.error), isBad: true });
  };
  if (!backups) {
    return (
      <Section title={t.system.backups}>
        <p class="muted">{t.system.noBackups}</p>
      </Section>
    );
  }
  const { last, isRunning, failures, error, everySeconds, keep, folder } = backups;
  const button = mayMake && (
    <Button small isBusy={isRunning || make.isBusy} onClick={() => void begin()}>
      {t.system.backUpNow}
    </Button>
  );
  return (
    <Section title={t.system.backups} acts={button}>
      <Facts
        facts={[
          [t.system.lastBackup, last ? <Time key="last" at={last.at} /> : t.system.nothing],
          [t.system.backupSize, last ? format.bytes(last.bytes) : t.system.nothing],
          [t.system.backupEvery, format.span(everySeconds)],
          [t.system.backupsKept, format.number(keep)],
          [
            t.system.backupFolder,
            <code key="folder">
              <bdi>{folder}</bdi>
            </code>,
          ],
          [
            t.system.backupFailures,
            error === null ? (
              format.number(failures)
            ) : (
              <span key="failures">
                <Badge kind="warn">{format.number(failures)}</Badge> <small class="muted">{error}</small>
              </span>
            ),
          ],
        ]}
      />
    </Section>
  );
}

type Setting = System['settings'][number];

function Settings({ settings }: { readonly settings: readonly Setting[] }) {
  const t = useTexts();
  const [{ show }, set] = useSearchState(shape);
  const isSet = ({ origin }: Setting) => origin !== 'default';
  const rows = show === 'set' ? settings.filter(isSet) : settings;
  const columns: readonly Column<Setting>[] = [
    {
      name: 'name',
      title: t.system.setting,
      cell: ({ name, text }) => (
        <span class="setting">
          <code>{name}</code>
          <small>{text}</small>
        </span>
      ),
    },
    {
      name: 'value',
      title: t.system.value,
      class: 'w-l',
      cell: ({ value }) =>
        value === null ? (
          <span class="muted">{t.system.secret}</span>
        ) : value === '' ? (
          <span class="muted">{t.system.empty}</span>
        ) : (
          <code>
            <bdi>{value}</bdi>
          </code>
        ),
    },
    {
      name: 'origin',
      title: t.system.origin,
      class: 'w-m',
      cell: ({ origin }) =>
        origin === 'default' ? (
          <span class="muted">{t.system.origins.default}</span>
        ) : (
          <Badge kind="acc">{t.system.origins[origin]}</Badge>
        ),
    },
  ];
  return (
    <Section
      title={t.system.settings}
      hint={t.system.settingsHint}
      acts={
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
        <div class="seg" role="group" aria-label={t.policies.show}>
          {VIEWS.map((view) => (
            <button key={view} type="button" aria-pressed={view === show} onClick={() => set({ show: view })}>
              {t.policies.views[view]((view === 'all' ? settings : settings.filter(isSet)).length)}
            </button>
          ))}
        </div>
      }
    >
      <Table
        class="set-table system-settings"
        caption={t.system.settings}
        columns={columns}
        rows={rows}
        idOf={({ name }) => name}
      />
    </Section>
  );
}
