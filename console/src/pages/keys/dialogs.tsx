import { useState } from 'preact/hooks';
import type { ApiError } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import type { Key, KeyList, KeyWithSecret } from '../../generated/admin.ts';
import { isolated } from '../../texts/isolated.ts';
import { useTexts } from '../../texts/texts.ts';
import { Dialog, FormEnds } from '../../ui/dialog.tsx';
import { SelectField, TextField, Tick } from '../../ui/field.tsx';
import { FormError, fieldAdvice } from '../../ui/states.tsx';
import { Badge } from '../../ui/words.tsx';
import { isSensitive, SCOPE_GROUPS, scopesIn } from './words.tsx';

const DAY_MS = 86_400_000;
const ENDS = ['90', '365', '30', 'date', 'never'] as const;
type Ends = (typeof ENDS)[number];

type DialogProps = {
  readonly project: string;
  readonly onClose: () => void;
  readonly onSecret: (made: KeyWithSecret) => void;
};

/** When a key ends, as a moment; undefined for never. A date ends with its day. */
function endOf(ends: Ends, date: string): string | undefined {
  if (ends === 'never') return undefined;
  if (ends === 'date') return new Date(`${date}T23:59:59`).toISOString();
  return new Date(Date.now() + Number(ends) * DAY_MS).toISOString();
}

export function NewKey({
  project,
  scopes,
  onClose,
  onSecret,
}: DialogProps & { readonly scopes: KeyList['scopes'] }) {
  const t = useTexts();
  const create = useAct('createKey', ['listKeys']);
  const [name, setName] = useState('');
  const [ends, setEnds] = useState<Ends>('90');
  const [date, setDate] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const end = endOf(ends, date);
    const result = await create.run({
      ...{ project, name, scopes: chosen.has('*') ? ['*'] : [...chosen] },
      ...(end !== undefined && { expiresAt: end }),
    });
    if (result.ok) return onSecret(result.value);
    if (result.error.code !== 'proof_needed') setError(result.error);
  };
  return (
    <Dialog title={t.keyPage.new} class="wide-dialog" onClose={onClose} onSubmit={submit}>
      <div class="pair">
        <TextField
          label={t.keyPage.name}
          value={name}
          onInput={setName}
          maxLength={128}
          isRequired
          autoFocus
          error={error?.field === 'name' ? fieldAdvice(t, error) : undefined}
        />
        <SelectField
          label={t.keyPage.ends}
          value={ends}
          choices={ENDS.map((value) => ({ value, label: t.keyPage.endChoices[value] }))}
          onChange={setEnds}
        />
        {ends === 'date' && (
          <TextField label={t.keyPage.endDate} type="date" value={date} onInput={setDate} isRequired />
        )}
      </div>
      <ScopeChoice scopes={scopes} chosen={chosen} onChange={setChosen} />
      {error?.field !== 'name' && <FormError error={error} />}
      <FormEnds onClose={onClose} isBusy={create.isBusy} isDisabled={chosen.size === 0}>
        {chosen.has('*') ? t.keyPage.createWithAll : t.keyPage.create(chosen.size)}
      </FormEnds>
    </Dialog>
  );
}

type ScopeChoiceProps = {
  readonly scopes: KeyList['scopes'];
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
};

function ScopeChoice({ scopes, chosen, onChange }: ScopeChoiceProps) {
  const t = useTexts();
  const isAll = chosen.has('*');
  const toggle = (name: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(name);
    else next.delete(name);
    onChange(next);
  };
  return (
    <>
      {SCOPE_GROUPS.map((group) => {
        const own = scopesIn(group, scopes);
        if (own.length === 0) return null;
        return (
          <fieldset key={group} class="group" disabled={isAll}>
            <legend>{t.keyPage.groups[group]}</legend>
            {own.map(({ name, description }) => (
              <Tick
                key={name}
                label={
                  <>
                    <code>{name}</code>{' '}
                    {isSensitive(name) && <Badge kind="warn">{t.keyPage.sensitive}</Badge>}
                  </>
                }
                hint={description}
                isOn={isAll || chosen.has(name)}
                isDisabled={isAll}
                onChange={(isOn) => toggle(name, isOn)}
              />
            ))}
          </fieldset>
        );
      })}
      <fieldset class="group one">
        <legend>{t.keyPage.everything}</legend>
        <Tick
          label={
            <>
              <code>*</code> <Badge kind="warn">{t.keyPage.sensitive}</Badge>
            </>
          }
          hint={t.keyPage.everythingHint}
          isOn={isAll}
          onChange={(isOn) => toggle('*', isOn)}
        />
      </fieldset>
    </>
  );
}

const OVERLAPS = ['86400', '3600', '604800', '2592000', '0'] as const;

export function RotateKey({ project, of, onClose, onSecret }: DialogProps & { readonly of: Key }) {
  const t = useTexts();
  const rotate = useAct('rotateKey', ['listKeys']);
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]>('86400');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await rotate.run({ project, key: of.id, overlapSeconds: Number(overlap) });
    if (result.ok) return onSecret(result.value);
    if (result.error.code !== 'proof_needed') setError(result.error);
  };
  return (
    <Dialog title={t.keyPage.rotateTitle(isolated(of.name))} onClose={onClose} onSubmit={submit}>
      <p class="soft">{t.keyPage.rotateText}</p>
      <SelectField
        label={t.keyPage.overlap}
        value={overlap}
        choices={OVERLAPS.map((value) => ({ value, label: t.keyPage.overlaps[value] }))}
        onChange={setOverlap}
        hint={t.keyPage.overlapHint}
      />
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={rotate.isBusy}>
        {t.keyPage.rotate}
      </FormEnds>
    </Dialog>
  );
}
