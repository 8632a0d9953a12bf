import { type Config, type Secrets, warningsAbout } from '../config.ts';
import { listProjects } from '../core/projects/projects.ts';
import { open } from '../open.ts';
import { type Output, print } from './output.ts';

/** Opens everything, looks for damage, changes nothing. Answers whether all is well. */
export async function checkCommand(
  { config, secrets }: { config: Config; secrets: Secrets },
  output: Output,
): Promise<boolean> {
  await using opened = await open(config, secrets, { migrate: false });
  const { engine, core } = opened;
  const problems = await engine.integrity();
  const projects = (await listProjects(core)).length;
  const warnings = warningsAbout(config, secrets);
  print(
    output,
    { ok: problems.length === 0, engine: engine.name, version: engine.version, projects, problems, warnings },
    [
      `Settings are valid, the sealing key is the right one.`,
      `${engine.name === 'sqlite' ? 'SQLite' : 'PostgreSQL'} ${engine.version}, schema up to date, ${projects} project${projects === 1 ? '' : 's'}.`,
      ...warnings.map((warning) => `Warning: ${warning}`),
      ...problems.map((problem) => `Damage: ${problem}`),
      problems.length === 0 ? 'All is well.' : 'The database is damaged: restore a backup.',
    ],
  );
  return problems.length === 0;
}
