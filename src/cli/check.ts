import { type Config, type Secrets, warningsAbout } from '../config.ts';
import { getHistoryStatus } from '../core/history/status.ts';
import { type DeadLetter, getOutboxStatus } from '../core/outbox/queue.ts';
import { listProjects } from '../core/projects/projects.ts';
import { readTemplates } from '../delivery/templates.ts';
import { open } from '../open.ts';
import { type Output, print } from './output.ts';

const DEAD_LISTED = 5;

/** Validates settings, schema and integrity without changes. Returns whether the database is intact. */
export async function checkCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
): Promise<boolean> {
  await readTemplates(config.mailTemplates);
  await using opened = await open(config, secrets, { migrate: false });
  const { engine, core } = opened;
  const problems = await engine.integrity();
  const projects = (await listProjects(core)).length;
  const messages = await getOutboxStatus(core, DEAD_LISTED);
  const history = await getHistoryStatus(core);
  const { withoutSubstrings } = opened;
  const warnings = [
    ...warningsAbout(config, secrets),
    ...(withoutSubstrings === undefined ? [] : [withoutSubstrings]),
  ];
  print(
    output,
    {
      ok: problems.length === 0,
      engine: engine.name,
      version: engine.version,
      projects,
      messages: { ...messages, latest: messages.latest.map(viewOf) },
      history,
      problems,
      warnings,
    },
    [
      `Settings are valid, the sealing key is correct.`,
      `${engine.name === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${engine.version}, schema up to date, ${projects} project${projects === 1 ? '' : 's'}.`,
      `History: ${history.chained} entries chained in ${history.chains} chain${history.chains === 1 ? '' : 's'}, ${history.signed} of them signed, ${history.waiting} waiting.`,
      ...linesOn(messages),
      ...warnings.map((warning) => `Warning: ${warning}`),
      ...problems.map((problem) => `Damage: ${problem}`),
      problems.length === 0 ? 'No problems found.' : 'The database is damaged: restore a backup.',
    ],
  );
  return problems.length === 0;
}

/** Without recipient and content. */
function viewOf({ purpose, kind, deadAt, tries, error }: DeadLetter) {
  return { purpose: purpose ?? null, kind, at: new Date(deadAt).toISOString(), tries, error };
}

/** Returns no lines for an empty outbox. */
function linesOn({ waiting, dead, latest }: Awaited<ReturnType<typeof getOutboxStatus>>): readonly string[] {
  const listed = latest.map(viewOf).map(({ purpose, kind, at, tries, error }) => {
    const often = `${tries} ${tries === 1 ? 'try' : 'tries'}`;
    return `  ${at}  ${purpose ?? kind}, ${often}: ${error}`;
  });
  return [
    ...(waiting + dead === 0 ? [] : [`Messages: ${waiting} waiting, ${dead} given up in the last 30 days.`]),
    ...listed,
  ];
}
