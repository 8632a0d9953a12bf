import { after, before } from 'node:test';
import type { FastifyInstance } from 'fastify';
import pino from 'pino';
import { admin as adminProtocol } from '../../src/admin/protocol.ts';
import { appwrite } from '../../src/appwrite/protocol.ts';
import { adminPartsOf } from '../../src/cli/admin-parts.ts';
import { readConfig } from '../../src/config.ts';
import type { Actor } from '../../src/core/actor.ts';
import { insertAdmin } from '../../src/core/admins/admins.ts';
import { inInstallation } from '../../src/core/admins/installation.ts';
import type { Role } from '../../src/core/admins/permissions.ts';
import { signInByLink } from '../../src/core/admins/sign-in.ts';
import type { Core } from '../../src/core/core.ts';
import { bootstrap } from '../../src/core/projects/bootstrap.ts';
import type { Project } from '../../src/core/projects/project.ts';
import { projectIdOf } from '../../src/core/projects/project.ts';
import { createProject, setPolicies } from '../../src/core/projects/projects.ts';
import { findProject } from '../../src/core/projects/store.ts';
import { type Email, emailOf } from '../../src/core/users/email.ts';
import { noTemplates } from '../../src/delivery/templates.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { createServer } from '../../src/http/server.ts';
import { open, systemActor } from '../../src/open.ts';
import { KEY, PROJECT, settingsFor } from './server.ts';

/** A second project, in which the administrators of `PROJECT` have no role. */
export const OTHER_PROJECT = 'other';
/** Settings of a server that sends no mail and keeps messages in the mailbox. */
export const DEVELOPMENT = { DENIZEN_SMTP_URL: '', DENIZEN_MAIL_FROM: '' };
/** A page of the project `PROJECT`. */
export const PAGE = 'https://app.example.com/page';

export type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Parsed where it is JSON. */
  readonly body: Readonly<Record<string, unknown>>;
};

export type Sending = {
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of a body in JSON. */
  readonly raw?: string | Buffer;
};

type Call = (method: string, path: string, body?: unknown, sending?: Sending) => Promise<Answered>;

/** An administrator with a session. Paths begin after `/admin`; `:project` stands for `PROJECT`. */
export type SignedInAdmin = { readonly id: string; readonly cookie: string; readonly call: Call };

/** A server of `/admin` and `/v1` that is asked without a network, over a database with two projects. */
export type AdminServer = {
  readonly core: Core;
  readonly app: FastifyInstance;
  /** What it has logged as failed. */
  readonly failures: readonly string[];
  /** As the server itself, in `PROJECT`. */
  readonly actor: Actor;
  /** A new administrator with this role, in all projects (null) or in one. */
  readonly adminWith: (role: Role, project?: string | null) => Promise<SignedInAdmin>;
  /** A caller without a session. */
  readonly call: Call;
  /** A server of `/v1` with every scope. Paths begin after `/v1`. */
  readonly v1: Call;
};

/** Opens such a server; by default over a database in memory. */
export async function openAdminServer(
  setting = 'sqlite::memory:',
  settings: Readonly<Record<string, string>> = {},
  mailbox: readonly unknown[] = [],
): Promise<AdminServer & { readonly close: () => Promise<void> }> {
  const { config, secrets } = readConfig({
    ...settingsFor(setting),
    DENIZEN_PASSWORD_COST: 'm=7168,t=5,p=1',
    DENIZEN_TRUSTED_PROXIES: '127.0.0.1',
    // Messages are queued, and nothing sends them.
    DENIZEN_SMTP_URL: 'smtp://127.0.0.1:1',
    DENIZEN_MAIL_FROM: 'Denizen <denizen@example.com>',
    ...settings,
  });
  const opened = await open(config, secrets, { migrate: true });
  const { core } = opened;
  await bootstrap(core, (project) => systemActor('system', project), {
    project: config.project,
    apiKey: secrets.apiKey,
  });
  const project = await projectNamed(core, PROJECT);
  const actor = systemActor('system', project);
  const other = { ...project, id: projectIdOf(OTHER_PROJECT) ?? project.id };
  await createProject(core, { ...actor, project: other }, { id: other.id, name: 'Other' });
  await setPolicies(core, actor, { hosts: [new URL(PAGE).host] });
  const failures: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => failures.push(line) });
  const parts = adminPartsOf(opened, config, {
    ...{ worker: 0, templates: noTemplates, mailbox: async () => mailbox },
  });
  const app = createServer(
    { core, logger, metrics: createMetrics(), trustedProxies: config.trustedProxies },
    [appwrite(core, { publicUrl: config.publicUrl }), adminProtocol(core, () => parts)],
  );
  await app.ready();
  const server = { 'x-appwrite-project': PROJECT, 'x-appwrite-key': KEY };
  return {
    core,
    app,
    failures,
    actor,
    adminWith: (role, of = null) => adminIn(app, core, actor, { role, project: of }),
    call: caller(app, '/admin', {}),
    v1: caller(app, '/v1', server),
    close: async () => {
      await app.close();
      await opened[Symbol.asyncDispose]();
    },
  };
}

/** Such a server for the length of a `describe`. */
export function adminServer(
  database?: { readonly setting: () => string },
  settings: Readonly<Record<string, string>> = {},
  mailbox: readonly unknown[] = [],
): { readonly get: () => AdminServer } {
  let opened: Awaited<ReturnType<typeof openAdminServer>> | undefined;
  before(async () => {
    opened = await openAdminServer(database?.setting(), settings, mailbox);
  });
  after(() => opened?.close());
  return {
    get: () => {
      if (!opened) throw new Error('the server stands before the tests run');
      return opened;
    },
  };
}

let count = 0;

async function adminIn(
  app: FastifyInstance,
  core: Core,
  actor: Actor,
  grant: { readonly role: Role; readonly project: string | null },
): Promise<SignedInAdmin> {
  const email = emailOf(`admin${++count}@example.com`) as Email;
  const input = { email, name: `Admin ${count}`, grants: [grant] };
  const { id } = await insertAdmin(core, inInstallation(actor), input, { within: async () => {} });
  const opened = await signInByLink(core, actor, id);
  if (!opened) throw new Error('a new administrator has no authenticator');
  const cookie = `denizen_admin=${opened.secret}`;
  return { id, cookie, call: caller(app, '/admin', { cookie }) };
}

async function projectNamed(core: Core, name: string): Promise<Project> {
  const id = projectIdOf(name);
  const project = id && (await findProject(core.read, id));
  if (!project) throw new Error(`there is no project ${name}`);
  return project;
}

function caller(app: FastifyInstance, prefix: string, headers: Readonly<Record<string, string>>): Call {
  return async (method, path, body, { headers: further = {}, raw } = {}) => {
    const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await app.inject({
      method: method as 'GET',
      url: prefix + path.replace(':project', PROJECT),
      headers: {
        ...headers,
        ...(payload !== undefined && { 'content-type': 'application/json' }),
        ...further,
      },
      ...(payload !== undefined && { payload }),
    });
    const isJson = String(response.headers['content-type']).startsWith('application/json');
    const text = response.body;
    return {
      status: response.statusCode,
      headers: response.headers,
      // Cast: tests read what they expect.
      body: (isJson && text !== '' ? JSON.parse(text) : text) as Answered['body'],
    };
  };
}
