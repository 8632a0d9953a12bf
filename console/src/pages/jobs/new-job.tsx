import type { ComponentChildren } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import type { ApiError } from '../../api/client.ts';
import { useAct, useRead } from '../../api/queries.ts';
import type { JobPreview } from '../../generated/admin.ts';
import { chosenUsers } from '../../state/chosen-users.ts';
import { useDebounced } from '../../state/debounced.ts';
import { useStore } from '../../state/store.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { SelectField, TextField } from '../../ui/field.tsx';
import { FilterBar } from '../../ui/filters.tsx';
import { ErrorState, FormError, Skeleton } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Badge, Copy, Note } from '../../ui/words.tsx';
import { userAttributes } from '../users/attributes.ts';
import { calledBy } from '../users/words.tsx';
import { Samples } from './samples.tsx';
import { ACTS, type JobAct, type JobParams, type SetJobParams, type Wanted } from './state.ts';
import { reasonText } from './words.tsx';

const TYPED_WAIT_MS = 400;
const LABEL = /^[A-Za-z0-9]{1,36}$/;
/** Acts that nothing brings back. */
const DESTROYING: ReadonlySet<JobAct> = new Set(['delete', 'erase', 'endSessions', 'requireNewPassword']);

type JobParameters = NonNullable<Wanted['parameters']>;

type NewJobProps = {
  readonly project: string;
  readonly state: JobParams;
  readonly set: SetJobParams;
  readonly onCreated: (id: string) => void;
};

/** An act on many users: whom, what, what it would do, and the answer. */
export function NewJob({ project, state, set, onCreated }: NewJobProps) {
  const t = useTexts();
  const act = ACTS.find((each) => each === state.act) ?? 'block';
  const chosen = useStore(chosenUsers);
  const ids = state.ids.length > 0 ? state.ids : chosen.length === state.chosen ? chosen : [];
  const isOfIds = !state.all && (state.ids.length > 0 || state.chosen > 0);
  const isForgotten = isOfIds && ids.length === 0;
  const parameters = parametersOf(act, state);
  const target: Wanted['target'] = isOfIds
    ? { ids }
    : { filter: { queries: state.queries, ...(state.search !== '' && { search: state.search }) } };
  const wanted: Wanted | undefined =
    parameters && !isForgotten
      ? { project, act, target, ...(Object.keys(parameters).length > 0 && { parameters }) }
      : undefined;
  return (
    <section aria-labelledby="new-job">
      <div class="head">
        <h2 id="new-job">{t.jobs.titles[act]}</h2>
        <Badge>{t.jobs.nothingDone}</Badge>
      </div>
      <div class="flow">
        <h3>{t.jobs.who}</h3>
        <div>
          {isForgotten ? (
            <Note kind="warn">{t.jobs.forgotten}</Note>
          ) : isOfIds ? (
            <p class="row wrap">
              <b>{t.jobs.chosen(ids.length)}</b>
              <Button
                kind="quiet"
                small
                onClick={() => set({ ids: [], chosen: 0, all: true, queries: [], search: '' })}
              >
                {t.jobs.byFilter}
              </Button>
            </p>
          ) : (
            <WhoMatches state={state} set={set} />
          )}
        </div>
        <h3>{t.jobs.what}</h3>
        <div>
          <What act={act} state={state} set={set} />
        </div>
        {wanted && <Previewed key={JSON.stringify(wanted)} wanted={wanted} onCreated={onCreated} />}
      </div>
    </section>
  );
}

/** `undefined` if something that the act needs is missing. */
function parametersOf(act: JobAct, { labels, address, page }: JobParams): JobParameters | undefined {
  if (act === 'verify') return { address };
  if (act === 'requireNewPassword') return page === '' ? {} : { url: page };
  if (act !== 'label' && act !== 'unlabel') return {};
  const wanted = labelsIn(labels);
  return wanted.length > 0 && wanted.every((label) => LABEL.test(label)) ? { labels: wanted } : undefined;
}

function labelsIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

type StateProps = { readonly state: JobParams; readonly set: SetJobParams };

function WhoMatches({ state, set }: StateProps) {
  const t = useTexts();
  const settle = useCallback((search: string) => set({ search }, { replace: true }), [set]);
  const [typed, setTyped] = useDebounced(state.search, settle, TYPED_WAIT_MS);
  const isEveryone = state.search === '' && state.queries.length === 0;
  return (
    <div class="stack">
      <FilterBar
        attributes={userAttributes(t)}
        filters={state.queries}
        onChange={(queries) => set({ queries })}
      />
      <TextField label={t.users.search} type="search" value={typed} onInput={setTyped} maxLength={256} />
      {isEveryone && <Note kind="warn">{t.jobs.everyone}</Note>}
    </div>
  );
}

function What({ act, state, set }: StateProps & { readonly act: JobAct }) {
  const t = useTexts();
  const settleLabels = useCallback((labels: string) => set({ labels }, { replace: true }), [set]);
  const settlePage = useCallback((page: string) => set({ page }, { replace: true }), [set]);
  const [labels, setLabels] = useDebounced(state.labels, settleLabels, TYPED_WAIT_MS);
  const [page, setPage] = useDebounced(state.page, settlePage, TYPED_WAIT_MS);
  const wrong = labelsIn(labels).find((label) => !LABEL.test(label));
  return (
    <div class="stack">
      <SelectField
        label={t.jobs.act}
        value={act}
        onChange={(next) => set({ act: next })}
        choices={ACTS.map((each) => ({ value: each, label: t.jobs.titles[each] }))}
        hint={t.jobs.hints[act]}
      />
      {(act === 'label' || act === 'unlabel') && (
        <TextField
          label={t.jobs.labels}
          value={labels}
          onInput={setLabels}
          hint={t.jobs.labelsHint}
          error={wrong === undefined ? undefined : t.jobs.labelWrong(wrong)}
        />
      )}
      {act === 'verify' && (
        <SelectField
          label={t.jobs.address}
          value={state.address}
          onChange={(address) => set({ address })}
          choices={[
            { value: 'email', label: t.user.fields.email },
            { value: 'phone', label: t.user.fields.phone },
          ]}
        />
      )}
      {act === 'requireNewPassword' && (
        <TextField
          label={t.user.linkPage}
          type="url"
          value={page}
          onInput={setPage}
          hint={t.jobs.pageHint}
          placeholder="https://app.example.com/reset"
        />
      )}
    </div>
  );
}

type PreviewedProps = { readonly wanted: Wanted; readonly onCreated: (id: string) => void };

function Previewed({ wanted, onCreated }: PreviewedProps) {
  const t = useTexts();
  const preview = useRead('previewJob', wanted);
  const { data } = preview;
  return (
    <>
      <h3>{t.jobs.meets}</h3>
      <div aria-live="polite">
        {preview.error ? (
          <ErrorState
            title={t.errors.load(t.jobs.preview)}
            error={preview.error.error}
            onRetry={() => void preview.refetch()}
          />
        ) : data ? (
          <Counts act={wanted.act} preview={data} />
        ) : (
          <Skeleton lines={3} />
        )}
      </div>
      {data && data.samples.length > 0 && (
        <>
          <h3>{t.jobs.sample}</h3>
          <div>
            <Samples project={wanted.project} act={wanted.act} users={data.samples} />
            <Button
              kind="quiet"
              small
              icon="refresh"
              isBusy={preview.isFetching}
              onClick={() => void preview.refetch()}
            >
              {t.jobs.another}
            </Button>
          </div>
        </>
      )}
      <h3>{t.jobs.asCommand}</h3>
      <div>
        <Command wanted={wanted} />
      </div>
      {data && data.count > 0 && (
        <>
          <h3>{t.jobs.finish}</h3>
          <div>
            <Answer wanted={wanted} preview={data} onCreated={onCreated} />
          </div>
        </>
      )}
    </>
  );
}

/** How many of those that were looked at would be skipped. */
function skippedIn({ skipped }: JobPreview): number {
  return skipped.reduce((sum, { count }) => sum + count, 0);
}

function Counts({ act, preview }: { readonly act: JobAct; readonly preview: JobPreview }) {
  const t = useTexts();
  const format = useFormat();
  const skipped = skippedIn(preview);
  const met = Math.max(0, preview.count - skipped);
  const isExact = preview.countIsExact && preview.examined >= preview.count - skipped;
  if (preview.count === 0 && skipped === 0) return <Note>{t.jobs.noMatch}</Note>;
  return (
    <>
      <div class="count3">
        <div>
          <b>{format.count(met, preview.countIsExact)}</b>
          <span>{t.jobs.will[act]}</span>
        </div>
        <div>
          <b>{format.count(skipped, isExact)}</b>
          <span>{t.jobs.skipped}</span>
        </div>
      </div>
      {preview.skipped.length > 0 && (
        <ul class="why" aria-label={t.jobs.whySkipped}>
          {preview.skipped.map(({ reason, count, samples }) => (
            <li key={reason}>
              <b>{format.number(count)}</b>
              <span class="soft">{reasonText(t, reason)}</span>
              <span class="muted clip">
                {samples.map((user, at) => (
                  <>
                    {at > 0 && ', '}
                    <bdi key={user.id}>{user.name || user.email ? calledBy(t, user) : user.id}</bdi>
                  </>
                ))}
                {count > samples.length && ' …'}
              </span>
            </li>
          ))}
        </ul>
      )}
      {!isExact && <p class="hint">{t.jobs.examined(format.number(preview.examined))}</p>}
    </>
  );
}

/** The same act by API key. */
function Command({ wanted: { project, ...body } }: { readonly wanted: Wanted }) {
  const t = useTexts();
  const call = (path: string, more: object) =>
    [
      `curl -X POST ${location.origin}/admin/projects/${encodeURIComponent(project)}/jobs${path}`,
      `  -H "X-Appwrite-Key: $KEY"`,
      "  -H 'Content-Type: application/json'",
      `  -d '${JSON.stringify({ ...body, ...more }).replaceAll("'", "'\\''")}'`,
    ].join(' \\\n');
  const text = [
    `# ${t.jobs.commandPreview}`,
    call('/preview', {}),
    '',
    `# ${t.jobs.commandRun}`,
    call('', { digest: 'DIGEST', confirm: 'COUNT' }),
  ].join('\n');
  return (
    <details>
      <summary>{t.jobs.command}</summary>
      <div class="snippet">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <pre class="code" tabIndex={0}>
          <bdi>{text}</bdi>
        </pre>
        <Copy value={text} name={t.jobs.command} short={t.general.copyText} />
      </div>
    </details>
  );
}

type AnswerProps = PreviewedProps & { readonly preview: JobPreview };

function Answer({ wanted, preview, onCreated }: AnswerProps): ComponentChildren {
  const t = useTexts();
  const format = useFormat();
  const create = useAct('createJob', ['listJobs']);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<ApiError>();
  const { act } = wanted;
  const number = String(preview.count);
  const isTyped = !preview.confirm || typed.replaceAll(/\D/g, '') === number;
  const submit = async () => {
    if (!isTyped) return;
    setError(undefined);
    const input = { ...wanted, digest: preview.digest, ...(preview.confirm && { confirm: number }) };
    const result = await create.run(input);
    if (!result.ok) return setError(result.error);
    toast(t.jobs.created);
    onCreated(result.value.id);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div class="confirm">
        {preview.confirm && (
          <TextField
            label={t.general.typeToContinue(number)}
            value={typed}
            onInput={setTyped}
            inputMode="numeric"
            isMono
          />
        )}
        <Button
          kind={DESTROYING.has(act) ? 'destroy' : 'primary'}
          type="submit"
          isDisabled={!isTyped}
          isBusy={create.isBusy}
        >
          {t.jobs.answer[act](format.count(preview.count, preview.countIsExact))}
        </Button>
      </div>
      <FormError error={error} />
      <p class="hint">
        {DESTROYING.has(act) ? t.jobs.noUndo : act === 'export' ? t.jobs.kept : t.jobs.mayUndo}
      </p>
    </form>
  );
}
