import { type Command, Option } from 'commander';
import type { Loaded } from '../config.ts';
import { settings } from '../settings.ts';
import type { Output } from './output.ts';

export type SettingName = (typeof settings)[number]['name'];
export type ParsedOptions = Readonly<Record<string, string | boolean | undefined>>;
/** Returns false after a failure that is already printed, or an exit code. */
export type Action = (
  settings: Loaded & { readonly reread: () => Promise<Loaded> },
  output: Output,
  input: Input,
) => Promise<unknown>;
/** The argument of a command, those that follow it, and its own options. */
export type Input = {
  readonly argument: string;
  readonly others: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
  /** Values of a repeatable option. */
  readonly listed: (name: string) => readonly string[];
};

export const EVERY_SETTING = settings.map((setting) => setting.name);
export const DATABASE: readonly SettingName[] = [
  'DENIZEN_DATABASE',
  'DENIZEN_SECRET',
  'DENIZEN_SECRET_PREVIOUS',
];

/** Turns an action into what the library calls. */
export type Wrap = (action: Action) => (...args: unknown[]) => Promise<void>;

/** Adds the settings of the database and the option that names a project. */
export function inProject(command: Command): Command {
  return withSettings(command, DATABASE).option('--project <id>', 'project; optional if there is only one');
}

/** Adds the settings of these names as options. */
export function withSettings(target: Command, names: readonly SettingName[]): Command {
  for (const { name, flag, value, text, fallback } of settings) {
    if (!names.includes(name)) continue;
    const defaultText = fallback && ` (default: ${fallback})`;
    target.addOption(new Option(`--${flag} <${value}>`, `${text} [${name}]${defaultText}`));
  }
  return target
    .option('--config <path>', 'file with settings: denizen.toml, or .env')
    .option('--json', 'print JSON');
}

export function flagsOf(options: Input['options']): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(settings.map(({ flag }) => [flag, options[camel(flag)]]));
}

/** Returns the library's name of a flag. */
function camel(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Options that name what opens an encrypted file. */
export function withKey(command: Command): Command {
  return command
    .option('--identity-file <path>', 'file with the age identity that opens an encrypted file')
    .option('--passphrase-file <path>', 'file with its passphrase; - for standard input');
}

/** Returns what `withKey` added. */
export function keyIn({ identityFile, passphraseFile }: Input['options']) {
  return { identityFile, passphraseFile };
}

/** Options that name what a file is encrypted to. */
export function withLock(command: Command): Command {
  return command
    .option('--recipient <age...>', 'encrypt to recipients of age, which begin with age1')
    .option('--passphrase-file <path>', 'encrypt with the passphrase in a file; - for standard input')
    .option('--passphrase', 'encrypt with a passphrase that is asked for');
}

/** Returns what `withLock` added. */
export function lockIn({ options: { passphraseFile, passphrase }, listed }: Input) {
  return { recipients: listed('recipient'), passphraseFile, asks: passphrase !== undefined };
}
