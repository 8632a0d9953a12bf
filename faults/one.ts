/** Runs one scenario on one engine, in a process that `run.ts` starts, and sends the outcome to it. */
import type { EngineName } from '../test/support/engines.ts';
import type { Outcome, Scenario } from './scenario.ts';

export type Finished = Outcome | { readonly crash: string };

const [name = '', engine, extent] = process.argv.slice(2);
const scenario = (await import(`./scenarios/${name}.ts`)) as Scenario;

process.send?.(await finished(), () => process.exit());

async function finished(): Promise<Finished> {
  try {
    return await scenario.run({
      short: extent === 'short',
      // Cast: `run.ts` passes one of the two names.
      engine: engine as EngineName,
      say: (line) => process.stdout.write(`  ${line}\n`),
    });
  } catch (error) {
    return { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
