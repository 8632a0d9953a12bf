import { useAct } from '../../api/queries.ts';
import type { Migrations } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { Tick } from '../../ui/field.tsx';
import { Section } from '../../ui/page.tsx';
import { adviceFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Copy } from '../../ui/words.tsx';

type Contract = Migrations['contracts'][number];

const CONTRACTS = ['auth0', 'okta', 'cognito', 'kratos', 'fusionauth'] as const satisfies readonly Contract[];

/** By which contracts other systems take users over from here, each with its address while it is on. */
export function Contracts({
  project,
  contracts,
  mayWrite,
}: {
  readonly project: string;
  readonly contracts: readonly Contract[];
  readonly mayWrite: boolean;
}) {
  const t = useTexts();
  const act = useAct('setContracts', ['getMigrations']);
  const change = async (contract: Contract, isOn: boolean) => {
    const others = contracts.filter((each) => each !== contract);
    const result = await act.run({ project, contracts: isOn ? [...others, contract] : others });
    if (result.ok) toast(t.migrations.servesSaved);
    else if (result.error.code !== 'proof_needed') toast({ text: adviceFor(t, result.error), isBad: true });
  };
  return (
    <Section title={t.migrations.serves} hint={t.migrations.servesHint}>
      <div class="stack">
        {CONTRACTS.map((contract) => {
          const isOn = contracts.includes(contract);
          const name = t.migrations.systems[contract];
          return (
            <div key={contract} class="stack contract">
              <Tick
                label={name}
                isOn={isOn}
                isSwitch
                isDisabled={!mayWrite || act.isBusy}
                onChange={(next) => void change(contract, next)}
              />
              {isOn && <Copy value={addressOf(project, contract)} name={name} />}
            </div>
          );
        })}
      </div>
    </Section>
  );
}

function addressOf(project: string, contract: Contract): string {
  return `${location.origin}/migrate/v1/${encodeURIComponent(project)}/${contract}`;
}
