import { type Config, keyFile } from '../config.ts';
import type { SettingView } from '../settings.ts';
import { type Output, print, table } from './output.ts';

const origins: Readonly<Record<SettingView['origin'], string>> = {
  flag: 'flag',
  environment: 'environment',
  file: 'file of the secret',
  config: 'file of --config',
  default: 'default',
};

/** Prints each setting with its value and its origin. Opens no database. */
export async function configCommand({ config }: { readonly config: Config }, output: Output): Promise<void> {
  const rows = config.settings.map((view) => ({ ...view, value: effectiveValue(view, config) }));
  print(
    output,
    rows.map(({ name, value, origin, text }) => ({ name, value, origin, secret: value === null, text })),
    table(
      ['SETTING', 'VALUE', 'ORIGIN'],
      rows.map(({ name, value, origin }) => [
        name,
        value === null ? '(secret)' : value || '-',
        origins[origin],
      ]),
    ),
  );
}

/** Null for a secret that is set. Where the default depends on the machine or on other settings, what it comes to. */
function effectiveValue({ name, value, origin }: SettingView, config: Config): string | null {
  if (origin !== 'default') return value;
  if (name === 'DENIZEN_PROCESSES') return String(config.processes);
  if (name === 'DENIZEN_SECRET') return `key file ${keyFile(config)}`;
  return value;
}
