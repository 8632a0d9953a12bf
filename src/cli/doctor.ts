import type { Config, Secrets } from '../config.ts';
import { hours } from '../core/instant.ts';
import type { Policies, Project } from '../core/projects/project.ts';
import { listProjects } from '../core/projects/projects.ts';
import { type MailSettings, mailServerProblem } from '../delivery/mail.ts';
import { readTemplates } from '../delivery/templates.ts';
import { open } from '../open.ts';
import type { PasswordCost } from '../setting-values.ts';
import { type Checked, examine } from './check.ts';
import { type Finding, machineFindings } from './machine.ts';
import { type Output, print } from './output.ts';
import { sentenceOf } from './refusal.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };
type Input = { readonly isQuick: boolean };

const ANSWER_WITHIN_MS = 5_000;
const PROJECTS_AT_MOST = 20;
/** OWASP's least for argon2id: memory in KiB times passes. */
const COST_LEAST = 19_456 * 2;

/**
 * Checks as `check` does, then looks at the machine, the way to the server, its mail server, and settings that are weak.
 * Goes on where something fails. Returns whether nothing is wrong; advice is not wrong.
 */
export async function doctorCommand(settings: Settings, output: Output, input: Input): Promise<boolean> {
  const database = await databaseFindings(settings, output, input);
  const findings: readonly Finding[] = [
    ...machineFindings(settings.config),
    ...database.findings,
    ...(await proxyFindings(settings.config)),
    ...(await mailFindings(settings)),
    ...costFindings(settings.config.passwordCost),
  ];
  const ok = (database.checked?.ok ?? false) && findings.every(({ state }) => state !== 'problem');
  const advice = findings.filter(({ state }) => state !== 'ok').length;
  print(output, { ok, check: database.checked?.document ?? null, findings }, [
    ...(database.checked?.lines ?? []),
    ...findings.map(lineOf),
    advice === 0
      ? 'The doctor has no advice.'
      : `The doctor has ${advice === 1 ? '1 piece' : `${advice} pieces`} of advice.`,
  ]);
  return ok;
}

const words: Readonly<Record<Finding['state'], string>> = {
  ok: 'Well',
  advice: 'Advice',
  problem: 'Problem',
};

function lineOf({ part, state, text }: Finding): string {
  return `${words[state]} (${part}): ${text}`;
}

type DatabaseFindings = { readonly checked: Checked | undefined; readonly findings: readonly Finding[] };

/** A database that cannot be opened, as one of a newer version, is a finding. */
async function databaseFindings(settings: Settings, output: Output, input: Input): Promise<DatabaseFindings> {
  const { config, secrets } = settings;
  try {
    await readTemplates(config.mailTemplates);
    await using opened = await open(config, secrets, { migrate: false });
    const checked = await examine(settings, { opened, output, ...input });
    const projects = await listProjects(opened.core);
    const { newer } = await opened.engine.pending();
    return {
      checked,
      findings: [
        ...schemaFindings(newer, opened.waiting),
        ...projects.slice(0, PROJECTS_AT_MOST).flatMap(policyFindings),
      ],
    };
  } catch (error) {
    const text = sentenceOf(error, output.command);
    return { checked: undefined, findings: [{ part: 'database', state: 'problem', text }] };
  }
}

function schemaFindings(newer: readonly string[], waiting: readonly string[]): readonly Finding[] {
  const part = 'schema';
  if (newer.length > 0)
    return [
      {
        part,
        state: 'advice',
        text: `A newer Denizen has migrated the database (${newer.join(', ')}). This one still fits: finish the upgrade.`,
      },
    ];
  if (waiting.length > 0)
    return [
      {
        part,
        state: 'advice',
        text: `${waiting.join(', ')} waits until no older server runs. Then run: denizen migrate`,
      },
    ];
  return [{ part, state: 'ok', text: 'The schema is that of this version.' }];
}

type Rule = {
  readonly isWeak: (policies: Policies) => boolean;
  readonly text: (project: string) => string;
};

/** Policies that NIST SP 800-63B-4 or OWASP ASVS 5.0 advise against. */
const rules: readonly Rule[] = [
  {
    isWeak: ({ passwordMinLength }) => passwordMinLength < 15,
    text: (id) =>
      `passwords of fewer than 15 characters suffice, though they may be the only factor (NIST 800-63B-4 3.1.1.2, ASVS 6.2.1): projects set ${id} passwordMinLength=15`,
  },
  {
    isWeak: ({ passwordDictionary }) => !passwordDictionary,
    text: (id) =>
      `the most common passwords are taken (NIST 800-63B-4 3.1.1.2, ASVS 6.2.4): projects set ${id} passwordDictionary=on`,
  },
  {
    isWeak: ({ passwordCharacters }) => passwordCharacters.length > 0,
    text: (id) =>
      `passwords need kinds of characters, which makes them no stronger (NIST 800-63B-4 3.1.1.2, ASVS 6.2.5): projects set ${id} passwordCharacters=default`,
  },
  {
    isWeak: ({ failedSignInsLimit }) => failedSignInsLimit === 0,
    text: (id) =>
      `a network may guess without a limit (NIST 800-63B-4 3.2.2, ASVS 6.3.1): projects set ${id} failedSignInsLimit=default`,
  },
  {
    isWeak: ({ rateLimits }) => rateLimits.includes('off'),
    text: (id) => `there are no rate limits (ASVS 6.3.1): projects set ${id} rateLimits=default`,
  },
  {
    isWeak: ({ sessionSeconds, sessionIdleSeconds }) =>
      sessionSeconds * 1_000 > hours(24 * 30) && sessionIdleSeconds === 0,
    text: (id) =>
      `sessions last longer than 30 days, however long they are unused (NIST 800-63B-4 2.1.3, ASVS 7.3.1): projects set ${id} sessionIdleSeconds=604800`,
  },
  {
    isWeak: ({ revealUnknownEmail }) => revealUnknownEmail,
    text: (id) =>
      `a recovery says whether an address has an account (ASVS 6.3.8): projects set ${id} revealUnknownEmail=off`,
  },
];

function policyFindings({ id, policies }: Project): readonly Finding[] {
  return rules
    .filter(({ isWeak }) => isWeak(policies))
    .map(({ text }) => ({ part: 'policies', state: 'advice', text: `In the project ${id}, ${text(id)}` }));
}

/** Asks the public address for its health, as people reach it. */
async function proxyFindings({ publicUrl, trustedProxies }: Config): Promise<readonly Finding[]> {
  const part = 'proxy';
  if (publicUrl === undefined) return [];
  const untrusted: readonly Finding[] =
    trustedProxies.length > 0
      ? []
      : [
          {
            part,
            state: 'advice',
            text: 'DENIZEN_TRUSTED_PROXIES names no proxy. If one stands before the server, all callers count as one: name its address.',
          },
        ];
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const { status, headers } = await fetch(new URL('/healthz', publicUrl), { signal, redirect: 'manual' });
    const via = headers.get('via') ?? headers.get('server') ?? '';
    const isDirect = via === '' || /^denizen/i.test(via);
    const seen = isDirect ? 'no proxy shows itself' : `a proxy shows itself: ${via.slice(0, 100)}`;
    if (status === 200)
      return [{ part, state: 'ok', text: `${publicUrl.origin} answers, and ${seen}.` }, ...untrusted];
    return [
      { part, state: 'advice', text: `${publicUrl.origin}/healthz answers with ${status}, and ${seen}.` },
      ...untrusted,
    ];
  } catch {
    return [
      { part, state: 'advice', text: `${publicUrl.origin} gives no answer from this machine.` },
      ...untrusted,
    ];
  }
}

async function mailFindings({ config, secrets }: Settings): Promise<readonly Finding[]> {
  const part = 'mail';
  const { smtp, mailFrom } = config;
  if (smtp === undefined || mailFrom === undefined) return [];
  const settings: MailSettings = { server: smtp, login: secrets.smtpLogin, from: mailFrom };
  const problem = await mailServerProblem(settings);
  if (problem === undefined) return [{ part, state: 'ok', text: `${smtp.host} takes mail.` }];
  return [
    { part, state: 'problem', text: `${smtp.host} takes no mail: ${problem}. Check DENIZEN_SMTP_URL.` },
  ];
}

function costFindings({ memoryCost, timeCost }: PasswordCost): readonly Finding[] {
  if (memoryCost * timeCost >= COST_LEAST) return [];
  return [
    {
      part: 'settings',
      state: 'advice',
      text: 'DENIZEN_PASSWORD_COST is less than what OWASP advises for argon2id: m=19456,t=2,p=1.',
    },
  ];
}
