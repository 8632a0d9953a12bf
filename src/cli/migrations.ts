import { testOldSystem } from '../core/old-systems/ask.ts';
import { getContracts, setContracts } from '../core/old-systems/contracts.ts';
import { markPending } from '../core/old-systems/mark.ts';
import {
  findOldSystem,
  type OldSystemView,
  removeOldSystem,
  setOldSystem,
  viewOf,
} from '../core/old-systems/old-systems.ts';
import { askSecret, canAsk, secretIn } from './input.ts';
import { type Output, print, printable, table } from './output.ts';
import { CommandError } from './refusal.ts';
import { openProject, type Settings, userNamed } from './users.ts';

type SetInput = {
  readonly system: string;
  readonly url: string;
  readonly asks: string;
  readonly secretFile: string | undefined;
  readonly options: readonly string[];
};

export async function migrationsSet(settings: Settings, output: Output, input: SetInput): Promise<void> {
  const { system, url, asks, secretFile, options } = input;
  const secret = secretFile === undefined ? undefined : (await secretIn(secretFile)).trim();
  await using here = await openProject(settings);
  const { view, madeSecret } = await setOldSystem(here.core, here.actor, {
    ...{ system, url, secret, asks: itemsOf(asks), options: pairsOf(options) },
  });
  const project = here.actor.project.id;
  print(output, { ...documentOf(view), project, ...(madeSecret && { secret: madeSecret }) }, [
    `First sign-ins in project ${project} ask ${view.url}.`,
    ...(madeSecret ? ['The secret that signs requests is not shown again:', madeSecret] : []),
  ]);
}

export async function migrationsShow(settings: Settings, output: Output): Promise<void> {
  await using here = await openProject(settings);
  const old = await findOldSystem(here.core, here.actor);
  const contracts = await getContracts(here.core, here.actor);
  const view = old && viewOf(old);
  print(output, { asked: view ? documentOf(view) : null, contracts }, [
    ...(view ? rowsOf(view) : ['No old system is asked.']),
    contracts.length > 0
      ? `Other systems may ask here by: ${contracts.join(', ')}.`
      : 'No other system may ask here.',
  ]);
}

export async function migrationsOff(settings: Settings, output: Output): Promise<void> {
  await using here = await openProject(settings);
  await removeOldSystem(here.core, here.actor);
  print(output, { asked: null }, ['The old system is asked no more.']);
}

/** Returns false when the old system gives no verdict. */
export async function migrationsTest(
  settings: Settings,
  output: Output,
  { login, passwordFile }: { readonly login: string; readonly passwordFile: string | undefined },
): Promise<boolean> {
  if (passwordFile === undefined && !canAsk())
    throw new CommandError('There is no terminal to ask for the password: add --password-file.');
  const password = passwordFile === undefined ? await askSecret('Password: ') : await secretIn(passwordFile);
  await using here = await openProject(settings);
  const { result, profile } = await testOldSystem(here.core, here.actor, { login, password });
  const { totp, ...rest } = profile ?? {};
  const shown = profile && { ...rest, totp: totp !== undefined };
  print(output, { result, profile: shown ?? null }, [
    `The old system says: ${result}.`,
    ...(shown
      ? table(
          ['FIELD', 'VALUE'],
          Object.entries(shown).map(([name, value]) => [name, textOf(value)]),
        )
      : []),
  ]);
  return ['match', 'mismatch', 'unknown', 'second_factor'].includes(result);
}

export async function migrationsMark(
  settings: Settings,
  output: Output,
  names: readonly string[],
): Promise<void> {
  await using here = await openProject(settings);
  const marked: string[] = [];
  const kept: string[] = [];
  for (const name of names) {
    const { id } = await userNamed(here, name);
    ((await markPending(here.core, here.actor, id)) ? marked : kept).push(id);
  }
  print(output, { marked, kept }, [
    ...marked.map((id) => `The old system is asked about ${printable(id)}.`),
    ...kept.map((id) => `${printable(id)} has a password here, or is marked already.`),
  ]);
}

export async function migrationsServe(settings: Settings, output: Output, given: string): Promise<void> {
  await using here = await openProject(settings);
  const contracts = await setContracts(here.core, here.actor, given === 'off' ? [] : itemsOf(given));
  const project = here.actor.project.id;
  const base = settings.config.publicUrl?.origin ?? 'https://(DENIZEN_PUBLIC_URL)';
  print(output, { project, contracts }, [
    ...contracts.map((contract) => `${contract}: ${base}/migrate/v1/${project}/${contract}`),
    contracts.length > 0
      ? 'Callers need a key with the scope users.verify: keys create --scopes users.verify'
      : 'No other system may ask here.',
  ]);
}

function documentOf({ updatedAt, ...view }: OldSystemView) {
  return { ...view, updatedAt: new Date(updatedAt).toISOString() };
}

function rowsOf({ system, url, asks, options }: OldSystemView): readonly string[] {
  const texts = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  return table(
    ['SYSTEM', 'URL', 'ASKED ABOUT', 'OPTIONS'],
    [[system, url, asks.join(', '), texts.join(' ') || '-']],
  );
}

function itemsOf(text: string): readonly string[] {
  return text.split(',').map((item) => item.trim());
}

function pairsOf(options: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    options.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 0) throw new CommandError(`Write ${JSON.stringify(pair)} as name=value.`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
