import { useState } from 'preact/hooks';
import { useAct } from '../../api/queries.ts';
import type { Import } from '../../generated/admin.ts';
import { useFormat, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { PasswordField, TextField } from '../../ui/field.tsx';
import { FormError } from '../../ui/states.tsx';
import { Note } from '../../ui/words.tsx';

type Result = NonNullable<Import['result']>;
type Counts = Result['counts'];

const TALLIES = [
  ...(['reasons', 'duplicates', 'malformed', 'hashes', 'badHashes', 'fields', 'leftOut'] as const),
] as const;

/** What a dry run found. */
export function Found({ result, shown }: { readonly result: Result; readonly shown: Import }) {
  const t = useTexts();
  const format = useFormat();
  const isHashed = shown.settings?.options.hashesPlainPasswords === true;
  const isDropped = shown.settings?.options.rest === 'drop';
  return (
    <>
      <Outcomes counts={result.counts} />
      {result.plainPasswords > 0 && (
        <p class="hint">
          {t.imports.plainPasswords(format.number(result.plainPasswords))}.{' '}
          {isHashed ? t.imports.plainHashed : t.imports.plainUnused}
        </p>
      )}
      <div class="pair">
        {TALLIES.map((name) => (
          <Tally
            key={name}
            title={t.imports.tallies[name]}
            counts={result[name]}
            {...(name === 'fields' && { hint: isDropped ? t.imports.fieldsDropped : t.imports.fieldsKept })}
          />
        ))}
      </div>
      {result.samples.length > 0 && (
        <details>
          <summary>{t.imports.samples}</summary>
          {result.samples.map(({ outcome, before, after }, at) => (
            <div key={at} class="beforeafter">
              <Sample title={t.imports.before} value={before} />
              <Sample title={`${t.imports.after}: ${t.imports.outcomes[outcome]}`} value={after} />
            </div>
          ))}
        </details>
      )}
    </>
  );
}

function Sample({ title, value }: { readonly title: string; readonly value: object }) {
  return (
    <div>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre class="code" tabIndex={0}>
        {JSON.stringify(value, null, 2)}
      </pre>
    </div>
  );
}

export function Outcomes({ counts }: { readonly counts: Counts }) {
  const t = useTexts();
  const format = useFormat();
  // Cast: the keys of the counts.
  const all = Object.entries(counts) as readonly (readonly [keyof Counts, number])[];
  return (
    <div class="outs">
      {all
        .filter(([name, count]) => count > 0 || name === 'new')
        .map(([name, count]) => (
          <div key={name}>
            <b class="n">{format.number(count)}</b>
            <span>{t.imports.outcomes[name]}</span>
          </div>
        ))}
    </div>
  );
}

type TallyProps = {
  readonly title: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly hint?: string;
};

function Tally({ title, counts, hint }: TallyProps) {
  const format = useFormat();
  const rows = Object.entries(counts).sort(([, a], [, b]) => b - a);
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      {hint !== undefined && <p class="hint">{hint}</p>}
      <ul class="tally">
        {rows.map(([name, count]) => (
          <li key={name}>
            <b class="n">{format.number(count)}</b>
            <span>
              <bdi>{name}</bdi>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Typed = { readonly name: string; readonly password: string; readonly code: string };
const NOBODY: Typed = { name: '', password: '', code: '' };

/** Sign-ins that must succeed before anything is written. */
export function Canaries({ project, shown }: { readonly project: string; readonly shown: Import }) {
  const t = useTexts();
  const format = useFormat();
  const [typed, setTyped] = useState<Typed>(NOBODY);
  const attempt = useAct('tryImportCanaries', ['getImport']);
  const [error, setError] = useState<Parameters<typeof FormError>[0]['error']>();
  const authenticators = shown.result?.authenticators ?? 0;
  const submit = async () => {
    const { name, password, code } = typed;
    const canary = { name, ...(password !== '' && { password }), ...(code !== '' && { code }) };
    const result = await attempt.run({ project, import: shown.id, canaries: [canary] });
    setError(result.ok ? undefined : result.error);
    if (result.ok) setTyped(NOBODY);
  };
  const isComplete = typed.name !== '' && (typed.password !== '' || typed.code !== '');
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete) void submit();
      }}
    >
      <p class="hint">{t.imports.canariesHint}</p>
      {authenticators > 0 && (
        <Note kind="warn">{t.imports.authenticators(format.number(authenticators))}</Note>
      )}
      <div aria-live="polite">
        {shown.canaries?.map(({ name, problem }) => (
          <Note key={name} kind={problem === null ? 'good' : 'bad'}>
            <bdi>{name}</bdi>: {problem === null ? t.imports.works : t.imports.problem(problem)}
          </Note>
        ))}
      </div>
      <div class="pair">
        <TextField
          label={t.imports.canaryName}
          value={typed.name}
          onInput={(name) => setTyped({ ...typed, name })}
        />
        <PasswordField
          label={t.imports.canaryPassword}
          value={typed.password}
          onInput={(password) => setTyped({ ...typed, password })}
          isRequired={false}
          autoComplete="off"
        />
        <TextField
          label={t.imports.canaryCode}
          value={typed.code}
          onInput={(code) => setTyped({ ...typed, code })}
          inputMode="numeric"
          isMono
        />
      </div>
      <FormError error={error} />
      <div>
        <Button type="submit" icon="check" isBusy={attempt.isBusy} isDisabled={!isComplete}>
          {t.imports.tryThem}
        </Button>
      </div>
    </form>
  );
}
