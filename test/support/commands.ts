import type { Output } from '../../src/cli/output.ts';
import type { Config, Secrets } from '../../src/config.ts';
import type { EmptyDatabase } from './engines.ts';

export type CommandSettings = { readonly config: Config; readonly secrets: Secrets };

/** Runs a command in this process, as the program does with `--json` or without. */
type Command = (settings: CommandSettings, output: Output) => Promise<unknown>;

/** Runs commands on a database, in a project. */
export function commandsOn(database: EmptyDatabase, project = 'shop') {
  const settings = (): CommandSettings => ({
    config: { ...database.config(), project },
    secrets: { ...database.secrets(), seal: 'a secret for tests, and long enough' },
  });
  const text = async (command: Command, json = false): Promise<string> => {
    const texts: string[] = [];
    await command(settings(), {
      ...{ json, command: 'denizen' },
      write: (written) => void texts.push(written),
      drained: async () => true,
    });
    return texts.join('');
  };
  const json = async <T>(command: Command): Promise<T> => JSON.parse(await text(command, true)) as T;
  return { settings, text, json };
}
