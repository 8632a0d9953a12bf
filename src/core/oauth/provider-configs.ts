import type { ProviderRow } from '../../db/schema-oauth.ts';
import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure, type ProviderOptionForm, type ProviderSettingProblem } from '../failure.ts';
import { hostOf } from '../projects/host.ts';
import { lockProject } from '../projects/store.ts';
import type { NativeFlow, Option, Provider, ProviderConfig } from './provider.ts';
import { isProviderKey, type ProviderKey, providerKeys, providers } from './providers/table.ts';
import { deleteProviderError, findProvider, providersOf, takeProvider, upsertProvider } from './store.ts';

/** A provider with the project's configuration. */
export type EnabledProvider = {
  readonly key: ProviderKey;
  readonly provider: Provider;
  readonly config: ProviderConfig;
};

/** The public part of a configuration: all but the secret. */
export type ProviderView = {
  readonly key: string;
  readonly clientId: string;
  readonly enabled: boolean;
  readonly options: Readonly<Record<string, string>>;
};

const LENGTH_AT_MOST = 8_192;
const CLIENT_IDS_AT_MOST = 20;
const CLIENT_ID = /^[\w.~:@/-]{1,256}$/;
const PROMPTS = ['none', 'login', 'consent', 'select_account'];

/** Returns the provider if it is configured, enabled or not. Fails with `provider_not_found`. */
export async function getConfiguredProvider(core: Core, actor: Actor, key: string): Promise<EnabledProvider> {
  if (!isProviderKey(key)) throw new Failure('provider_not_found');
  const row = await findProvider(core.read, actor.project.id, { key });
  const config = row && openConfig(core, row);
  if (!config) throw new Failure('provider_not_found');
  return { key, provider: providers[key], config };
}

/** Returns the provider if it is configured and enabled. Fails with `provider_disabled`. */
export async function getEnabledProvider(
  core: Core,
  actor: Actor,
  key: ProviderKey,
): Promise<EnabledProvider> {
  const row = await findProvider(core.read, actor.project.id, { key });
  const config = row && row.enabled_at !== null ? openConfig(core, row) : undefined;
  if (!config) throw new Failure('provider_disabled');
  return { key, provider: providers[key], config };
}

/** A provider with a native flow, and the client ids whose tokens are accepted. */
export type NativeProvider = Omit<EnabledProvider, 'provider'> & {
  readonly provider: Provider & { readonly native: NativeFlow };
  readonly audience: readonly string[];
};

/**
 * Returns the provider if its native flow is enabled, which is apart from the browser flow. Fails with
 * `provider_unsupported` and `provider_disabled`.
 */
export async function getNativeProvider(core: Core, actor: Actor, key: ProviderKey): Promise<NativeProvider> {
  const provider = providers[key];
  const { native } = provider;
  if (!native) throw new Failure('provider_unsupported');
  const row = await findProvider(core.read, actor.project.id, { key });
  const config = row && openConfig(core, row);
  if (config?.options.nativeEnabled !== 'on') throw new Failure('provider_disabled');
  const clientIds = config.options.nativeClientIds?.split(',') ?? [];
  return { key, provider: { ...provider, native }, config, audience: [config.appId, ...clientIds] };
}

/**
 * Creates or updates the configuration of a provider. Without a secret, the current one stays; a provider
 * whose native flow alone is enabled needs none, and one that is elsewhere than before needs it again. Fails with `provider_setting_invalid`.
 */
export async function setProvider(
  core: Core,
  actor: Actor,
  input: {
    readonly key: string;
    readonly clientId: string;
    readonly secret: string | undefined;
    readonly options: readonly string[];
    readonly enabled: boolean;
  },
): Promise<ProviderView> {
  const { key, clientId, enabled } = input;
  if (!isProviderKey(key)) throw invalid({ rule: 'provider_unknown', provider: key, known: providerKeys });
  const project = actor.project.id;
  const needsNone = 'credentials' in providers[key] && providers[key].credentials === 'none';
  if (clientId === '' || clientId.length > LENGTH_AT_MOST) throw invalid({ rule: 'client_id' });
  if ((input.secret ?? '').length > LENGTH_AT_MOST) throw invalid({ rule: 'secret_too_long' });
  const isNativeOnly = !enabled && input.options.includes('nativeEnabled=on');
  const options = optionsOf(providers[key], input.options, isNativeOnly);
  const at = core.clock.now();
  const act = { act: 'provider.update', details: { provider: key, enabled } } as const;
  await core.write(actor, act, async (tx) => {
    // Reads the current secret under the project's lock, since the provider's row may not exist yet.
    await lockProject(tx, project);
    const known = await findProvider(tx, project, { key });
    const before = known && openConfig(core, known);
    const secret = input.secret ?? before?.secret;
    // Who may set up a provider cannot read its secret, and could have it sent to a server of their own.
    const needsAgain =
      before !== undefined && before.secret !== '' && isMoved(providers[key], before.options, options);
    if (input.secret === undefined && needsAgain) throw invalid({ rule: 'secret_needed_again' });
    if (secret === undefined && !needsNone && !isNativeOnly) throw invalid({ rule: 'secret_missing' });
    await upsertProvider(tx, {
      project_id: project,
      key,
      app_id: clientId,
      secret: core.seal.seal(JSON.stringify({ secret: secret ?? '', options })),
      enabled_at: enabled ? (known?.enabled_at ?? at) : null,
      updated_at: at,
    });
    // It was one of the settings before.
    await deleteProviderError(tx, project, { key });
  });
  return { key, clientId, enabled, options };
}

/** Reports whether requests go to other hosts or over another protocol than before. */
function isMoved(
  { options: takes = {} }: Provider,
  before: ProviderConfig['options'],
  after: ProviderConfig['options'],
): boolean {
  return Object.entries(takes).some(([name, { takes: form }]) => {
    if (form !== 'url' && form !== 'host') return false;
    const [from, to] = [before[name], after[name]];
    return (form === 'url' ? originOf(from) : from) !== (form === 'url' ? originOf(to) : to);
  });
}

function originOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : new URL(url).origin;
}

export async function listProviders(core: Core, actor: Actor): Promise<readonly ProviderView[]> {
  return (await providersOf(core.read, actor.project.id)).map((row) => ({
    key: row.key,
    clientId: row.app_id,
    enabled: row.enabled_at !== null,
    options: openConfig(core, row)?.options ?? {},
  }));
}

/** Fails with `provider_setting_invalid` when it is not configured. */
export async function removeProvider(core: Core, actor: Actor, key: string): Promise<void> {
  await core.write(actor, { act: 'provider.delete', details: { provider: key } }, async (tx) => {
    if (!(await takeProvider(tx, actor.project.id, { key })))
      throw invalid({ rule: 'not_set_up', provider: key });
    await deleteProviderError(tx, actor.project.id, { key });
  });
}

function openConfig(core: Core, row: ProviderRow): ProviderConfig | undefined {
  const text = core.seal.open(row.secret);
  if (text === undefined) return undefined;
  // Cast: written by `setProvider` only.
  return { appId: row.app_id, ...(JSON.parse(text) as Pick<ProviderConfig, 'secret' | 'options'>) };
}

/** Parses `name=value` pairs as the provider's options define them. */
function optionsOf(
  provider: Provider,
  pairs: readonly string[],
  isNativeOnly: boolean,
): Readonly<Record<string, string>> {
  const takes: Readonly<Record<string, Option>> = provider.options ?? {};
  const options: Record<string, string> = {};
  for (const pair of pairs) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(pair) ?? [];
    const option = Object.hasOwn(takes, name) ? takes[name] : undefined;
    if (!option) throw unknownOption(provider, name);
    const isPrivately = options.allowPrivate === 'on' || pairs.includes('allowPrivate=on');
    options[name] = checkedValue(name, value, {
      option,
      isPrivately,
      mayBePrivate: Object.hasOwn(takes, 'allowPrivate'),
    });
  }
  const missing = Object.keys(takes).filter((name) => takes[name]?.required && !Object.hasOwn(options, name));
  // What the browser flow needs.
  const isOptional = isNativeOnly && provider.issuer === undefined;
  if (missing.length > 0 && !isOptional)
    throw invalid({ rule: 'options_missing', provider: provider.name, options: missing });
  return options;
}

function unknownOption({ name, options = {} }: Provider, option: string): Failure {
  return invalid({ rule: 'option_unknown', provider: name, option, known: Object.keys(options) });
}

type Checked = { readonly option: Option; readonly isPrivately: boolean; readonly mayBePrivate: boolean };

function checkedValue(name: string, value: string, { option, isPrivately, mayBePrivate }: Checked): string {
  if (name === 'allowPrivate' || option.takes === 'switch') {
    if (value !== 'on' && value !== 'off') throw wrongValue(name, 'switch');
    return value;
  }
  switch (option.takes) {
    case 'host': {
      const host = value.startsWith('*') ? undefined : hostOf(value);
      if (host === undefined) throw wrongValue(name, 'host');
      return host;
    }
    case 'url': {
      const url = URL.canParse(value) ? new URL(value) : undefined;
      const isSafe = url?.protocol === 'https:' || (isPrivately && url?.protocol === 'http:');
      if (!url || !isSafe || url.username !== '' || url.password !== '' || url.hash !== '')
        throw wrongValue(name, 'url', mayBePrivate && !isPrivately);
      return url.href;
    }
    case 'prompts': {
      const words = value.split(/[\s,]+/).filter(Boolean);
      if (words.length === 0 || words.some((word) => !PROMPTS.includes(word)))
        throw invalid({ rule: 'option_prompts', option: name, known: PROMPTS });
      return words.join(' ');
    }
    case 'clientIds':
      if (!areClientIds(value.split(','))) throw wrongValue(name, 'client_ids');
      return value;
    case 'seconds':
      if (!/^\d{1,9}$/.test(value)) throw wrongValue(name, 'seconds');
      return value;
    default:
      if (!/^[\w.~:@-]{1,200}$/.test(value)) throw wrongValue(name, 'word');
      return value;
  }
}

function areClientIds(ids: readonly string[]): boolean {
  return ids.length <= CLIENT_IDS_AT_MOST && ids.every((id) => CLIENT_ID.test(id));
}

function wrongValue(option: string, form: ProviderOptionForm, mayBePrivate = false): Failure {
  return invalid({ rule: 'option_value', option, form, ...(mayBePrivate && { mayBePrivate }) });
}

function invalid(problem: ProviderSettingProblem): Failure {
  return new Failure({ code: 'provider_setting_invalid', ...problem });
}
