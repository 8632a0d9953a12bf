import type { Actor } from '../actor.ts';
import type { Core } from '../core.ts';
import { Failure, type OldSystemProblem } from '../failure.ts';
import { isRefusedTarget } from '../oauth/http-client.ts';
import { lockProject } from '../projects/store.ts';
import { freshWebhookSecret } from '../webhooks/standard-webhooks.ts';
import {
  type AskedAbout,
  askedAbout,
  type OldSystem,
  type SystemName,
  type SystemOptions,
  systemNames,
} from './old-system.ts';
import { deleteOldSystems, insertOldSystem, listOldSystems } from './store.ts';
import { endpointOf, type OptionForm, systems } from './systems.ts';

const SECRET_LENGTH_AT_MOST = 8_192;
const URL_LENGTH_AT_MOST = 2_048;
const OPTION_LENGTH_AT_MOST = 1_024;
const ALLOW_PRIVATE = 'allowPrivate';

/** All but the secret. */
export type OldSystemView = Omit<OldSystem, 'sealed'>;

export type OldSystemSettings = {
  readonly system: string;
  readonly url: string;
  readonly asks: readonly string[];
  readonly options: SystemOptions;
  /** Without one, that of the same system at the same place stays. */
  readonly secret: string | undefined;
};

/** Returns the old system of the project, if it has one. */
export async function findOldSystem(core: Core, actor: Actor): Promise<OldSystem | undefined> {
  return (await listOldSystems(core.read, actor.project.id))[0];
}

/**
 * Sets the old system of the project, instead of one before. Returns the secret if it was made here: it is shown only
 * once. Fails with `old_system_invalid`.
 */
export async function setOldSystem(
  core: Core,
  actor: Actor,
  input: OldSystemSettings,
): Promise<{ readonly view: OldSystemView; readonly madeSecret: string | undefined }> {
  const { id: project } = actor.project;
  const parsed = parsedSettings(input);
  const { system, asks } = parsed;
  const act = { act: 'old-system.update', details: { system, asks } } as const;
  return core.write(actor, act, async (tx) => {
    if (!(await lockProject(tx, project))) throw new Failure({ code: 'project_not_found', project });
    const [before] = await listOldSystems(tx, project);
    const kept = input.secret ?? (before?.system === system ? secretOf(core, before) : undefined);
    // Who may set an old system cannot read its secret, and could have it sent to a server of their own. One that is made only signs.
    const isSent = systems[system].secret !== 'made' && kept !== undefined && kept !== '';
    const isMoved = before !== undefined && new URL(before.url).origin !== new URL(parsed.url).origin;
    if (input.secret === undefined && isSent && isMoved) throw invalid({ rule: 'secret_needed_again' });
    const madeSecret =
      kept === undefined && systems[system].secret === 'made' ? freshWebhookSecret() : undefined;
    const secret = kept ?? madeSecret ?? '';
    if (secret === '' && systems[system].secret === 'required') throw invalid({ rule: 'secret_missing' });
    await deleteOldSystems(tx, project);
    const after: OldSystem = { ...parsed, sealed: core.seal.seal(secret), updatedAt: core.clock.now() };
    await insertOldSystem(tx, project, after);
    return { view: viewOf(after), madeSecret };
  });
}

/** Asks no more, and deletes the secret. Fails with `old_system_not_found`. */
export async function removeOldSystem(core: Core, actor: Actor): Promise<void> {
  const { system } = (await findOldSystem(core, actor)) ?? notFound();
  await core.write(actor, { act: 'old-system.delete', details: { system } }, async (tx) => {
    if ((await deleteOldSystems(tx, actor.project.id)).length === 0) notFound();
  });
}

/** Returns the secret of requests. Fails with `internal` when no known key opens it. */
export function secretOf(core: Core, { sealed }: OldSystem): string {
  const secret = core.seal.open(sealed);
  if (secret === undefined) throw new Failure({ code: 'internal', reason: 'sealing_key_unknown' });
  return secret;
}

/** Whether requests may go to private addresses and over plain HTTP. */
export function isAllowedPrivate({ options }: Pick<OldSystem, 'options'>): boolean {
  return options[ALLOW_PRIVATE] === 'on';
}

export function viewOf({ sealed: _, ...view }: OldSystem): OldSystemView {
  return view;
}

function parsedSettings(input: OldSystemSettings): Omit<OldSystem, 'sealed' | 'updatedAt'> {
  const system = systemNames.find((name) => name === input.system);
  if (!system) throw invalid({ rule: 'system_unknown', known: systemNames });
  if (input.secret !== undefined && !isSecret(input.secret)) throw invalid({ rule: 'secret' });
  const options = checkedOptions(system, input.options);
  return {
    system,
    url: checkedUrl(system, input.url, isAllowedPrivate({ options })),
    asks: checkedAsks(input.asks),
    options,
  };
}

function checkedAsks(given: readonly string[]): readonly AskedAbout[] {
  const known: readonly string[] = askedAbout;
  if (given.length === 0 || given.some((each) => !known.includes(each)))
    throw invalid({ rule: 'asks', known });
  return askedAbout.filter((each) => given.includes(each));
}

function checkedUrl(system: SystemName, given: string, allowPrivate: boolean): string {
  const url = given.length <= URL_LENGTH_AT_MOST && URL.canParse(given) ? new URL(given) : undefined;
  const isHttp = url?.protocol === 'https:' || url?.protocol === 'http:';
  // A password in a URL would be shown with it.
  const isPlain = url?.username === '' && url.password === '' && url.hash === '';
  if (!url || !isHttp || !isPlain || isRefusedTarget({ url, allowPrivate })) throw invalid({ rule: 'url' });
  return endpointOf(system, url).href;
}

function checkedOptions(system: SystemName, given: SystemOptions): SystemOptions {
  const known = { ...systems[system].options, [ALLOW_PRIVATE]: { form: 'switch' } as const };
  const forms = new Map(Object.entries<{ readonly form: OptionForm; readonly required?: true }>(known));
  for (const [name, value] of Object.entries(given)) {
    const option = forms.get(name);
    if (!option) throw invalid({ rule: 'option_unknown', options: [...forms.keys()] });
    if (!fits(option.form, value)) throw invalid({ rule: 'option_value', option: name });
  }
  const missing = [...forms].filter(([name, { required }]) => required && !Object.hasOwn(given, name));
  if (missing.length > 0) throw invalid({ rule: 'options_missing', options: missing.map(([name]) => name) });
  return given;
}

/** Most secrets go into a header. */
function isSecret(text: string): boolean {
  return PRINTABLE.test(text) && text.length <= SECRET_LENGTH_AT_MOST;
}

const HEADER = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
/** Those that make the request what it is. */
const OWN_HEADERS = /^(?:host|content-.*|transfer-encoding|connection|te|trailer|upgrade|expect)$/i;
const PRINTABLE = /^[\x20-\x7e]+$/;

function fits(form: OptionForm, value: string): boolean {
  if (form === 'switch') return value === 'on' || value === 'off';
  if (form === 'header') return HEADER.test(value) && !OWN_HEADERS.test(value);
  return PRINTABLE.test(value) && value.length <= OPTION_LENGTH_AT_MOST;
}

function notFound(): never {
  throw new Failure('old_system_not_found');
}

function invalid(problem: OldSystemProblem): Failure {
  return new Failure({ code: 'old_system_invalid', ...problem });
}
