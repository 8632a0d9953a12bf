import type { Actor } from '../core/actor.ts';
import type { Permission } from '../core/admins/permissions.ts';
import type { AdminCaller } from '../core/admins/sign-in.ts';
import type { Scope } from '../core/keys/scopes.ts';
import { type Endpoint, endpointsOf } from '../http/endpoint.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Readiness } from '../http/probes.ts';
import type { EventStreams } from './event-streams.ts';
import type { Verify } from './verifications.ts';

/** Who may call: all; each administrator; administrators with a permission, in the project of the path if there is one. */
export type Access = 'open' | 'signed-in' | { readonly permission: Permission };

/** Properties of an endpoint that only this protocol reads. */
export type Meta = {
  readonly access: Access;
  /** Whether the password or a code must have been given within ten minutes. */
  readonly isDangerous?: true;
  /** The scope with which an API key of the project may call too. */
  readonly keyScope?: Scope;
  /** What the response means for the cookie of the session. */
  readonly session?: 'opens' | 'ends';
};

/** A call that passed the guards of its endpoint. */
export type Call = {
  /** In the project of the path, else in the installation. */
  readonly actor: Actor;
  /** Missing for calls of API keys, and of open endpoints. */
  readonly admin?: AdminCaller;
  readonly held: ReadonlySet<Permission>;
  readonly exchange: Exchange;
  readonly parts: AdminParts & { readonly events: EventStreams; readonly verify: Verify };
};

/** What the endpoints need of the server beside the core. */
export type AdminParts = {
  readonly version: string;
  /** The origin of the public address, if one is set. */
  readonly publicOrigin: string | undefined;
  /** Whether messages are kept in the mailbox instead of being sent. */
  readonly isDevelopment: boolean;
  /** The operations of the main protocol that have a rate limit. */
  readonly limitedOperations: readonly string[];
  readonly templates: Templates;
  /** The messages of the development mailbox, oldest first; missing where messages are sent. */
  readonly mailbox?: () => Promise<readonly StoredMessage[]>;
  readonly system: System;
};

/** Templates of messages with example values. */
type Templates = {
  readonly languages: readonly string[];
  readonly preview: (language: string, project: string) => readonly TemplatePreview[];
};

export type TemplatePreview = {
  readonly purpose: string;
  readonly kind: 'mail' | 'sms';
  readonly own: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

export type StoredMessage = {
  readonly at: string;
  readonly kind: 'mail' | 'sms';
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** Planned backups. Moments in milliseconds since 1970. */
export type BackupStatus = {
  readonly folder: string;
  readonly everyMs: number;
  readonly keep: number;
  readonly isRunning: boolean;
  readonly last: { readonly file: string; readonly at: number; readonly bytes: number } | null;
  readonly seconds: number | null;
  readonly failures: number;
  readonly error: string | null;
};

/** The server itself. */
type System = {
  readonly engine: 'sqlite' | 'postgres';
  readonly engineVersion: string;
  /** Every setting with its origin, and without secrets. */
  readonly settings: readonly {
    readonly name: string;
    readonly text: string;
    readonly value: string | null;
    readonly fallback: string;
    readonly origin: 'flag' | 'environment' | 'file' | 'config' | 'default';
  }[];
  /** Whether a key file in the data folder opens what is sealed, instead of a secret of the settings. */
  readonly isSealedByFile: boolean;
  readonly readiness: () => Promise<Readiness>;
  /** Processes of the server, and the number of this one. */
  readonly processes: number;
  readonly worker: number;
  readonly databaseBytes: () => Promise<number>;
  /** Missing where none are planned. */
  readonly backups?: {
    readonly status: () => Promise<BackupStatus>;
    /** Begins one, unless one runs. */
    readonly now: () => Promise<BackupStatus>;
  };
};

/** An endpoint of this protocol. Those below `/projects/:project` get the project in `actor.project`. */
export type AdminEndpoint = Endpoint<Meta, Call>;

/** The constructor of endpoints, which checks their types. */
export const endpoint = endpointsOf<Meta, Call>();

/** A response that is written while it is read from the database. */
export class Streamed {
  readonly type: string;
  readonly pieces: AsyncIterable<string>;

  constructor(type: string, pieces: AsyncIterable<string>) {
    this.type = type;
    this.pieces = pieces;
  }
}

/** The administrator of a call to an endpoint that no key can call. */
export function adminOf({ admin }: Call): AdminCaller {
  if (!admin) throw new Error('an endpoint that is open or takes keys asks for the administrator');
  return admin;
}

/** Reports whether the endpoint is about one project. */
export function isInProject({ path }: Pick<AdminEndpoint, 'path'>): boolean {
  return path === '/projects/:project' || path.startsWith('/projects/:project/');
}
