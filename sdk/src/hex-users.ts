import { jsonOf } from './answers.ts';
import type { Refuse } from './errors.ts';
import { HexError, type HexErrorType } from './hex-errors.ts';
import type { HexAuditLog, HexNewUser, HexUser } from './hex-models.ts';
import { demand, segment } from './parameters.ts';
import {
  type Answer,
  type CallOptions,
  exchange,
  type Line,
  type Middleware,
  type RequestEvent,
} from './transport.ts';

const REPO_URL = 'https://hex.pm/api';
const DEADLINE_MS = 30_000;
const RETRIES = 2;

const refuse: Refuse = (message, details) => new HexError(message, details);

/**
 * URL and key of a registry; for the constructor, or for one call.
 *
 * @example
 * ```ts
 * const options: HexOptions = { repoUrl: 'https://users.example.com/hex/api', key };
 * const ann = await hex.getUser('ann', options);
 * ```
 */
export type HexOptions = {
  /** URL of the API. Default: `https://hex.pm/api`. */
  readonly repoUrl?: string | undefined;
  /** Secret of an API key. */
  readonly key?: string | undefined;
};

/**
 * Options of {@link HexUsers}.
 *
 * @example
 * ```ts
 * const settings: HexSettings = { key, deadlineMs: 5_000, headers: { 'user-agent': 'my-app/1.0' } };
 * const registry = new HexUsers(settings);
 * ```
 */
export type HexSettings = HexOptions &
  Pick<CallOptions, 'deadlineMs' | 'retries'> & {
    /** Replaces the global `fetch`; must honour `redirect: 'manual'`. */
    readonly fetch?: typeof globalThis.fetch | undefined;
    /** Middleware around every request, the first outermost. */
    readonly middleware?: readonly Middleware[] | undefined;
    /**
     * Called after each request, without secrets.
     *
     * @param event - The request and its result.
     */
    readonly onRequest?: ((event: RequestEvent) => void) | undefined;
    /** Headers of every request, such as a `User-Agent` for audit logs. */
    readonly headers?: Readonly<Record<string, string>> | undefined;
  };

/**
 * Users of a registry with the hex.pm protocol: Denizen under `/hex/api`, or hex.pm itself.
 *
 * @example
 * ```ts
 * const hex = new HexUsers({ repoUrl: 'https://users.example.com/hex/api', key });
 * const me = await hex.getCurrentUser();
 * ```
 */
export class HexUsers {
  readonly #settings: HexSettings;

  /**
   * Creates a client of one registry; calls can override it.
   *
   * @param settings - URL, key and transport.
   */
  constructor(settings: HexSettings = {}) {
    this.#settings = settings;
  }

  /**
   * Creates a user and sends a verification mail. Does not send the key, which hex.pm does not accept here.
   *
   * @param user - Username, password and email addresses.
   * @param options - Registry, signal, deadline and retries of this call.
   * @returns The user.
   * @throws {HexError} `hex_invalid` with `errors` when a field is invalid or taken.
   *
   * @example
   * ```ts
   * await hex.createUser({ username: 'ann', password: 'correct horse', emails: ['ann@example.com'] });
   * ```
   */
  async createUser(user: HexNewUser, options?: HexOptions & CallOptions): Promise<HexUser> {
    for (const name of ['username', 'password', 'emails'] as const) demand(name, user[name], refuse);
    const { username, password, emails } = user;
    const body = JSON.stringify({ username, password, emails: emails.map((email) => ({ email })) });
    const ask = { method: 'POST', template: '/users', path: '/users', body };
    return saidIn(await this.#send(ask, { ...options, key: '' }));
  }

  /**
   * Returns the user of the key.
   *
   * @param options - Registry, key, signal, deadline and retries of this call.
   * @returns The user, with organizations.
   * @throws {HexError} `hex_unauthorized` without a valid key, `hex_forbidden` without a verified email address.
   *
   * @example
   * ```ts
   * const { username } = await hex.getCurrentUser();
   * ```
   */
  async getCurrentUser(options?: HexOptions & CallOptions): Promise<HexUser> {
    return saidIn(await this.#send({ method: 'GET', template: '/users/me', path: '/users/me' }, options));
  }

  /**
   * Returns a user.
   *
   * @param usernameOrEmail - Username, or a public and verified email address.
   * @param options - Registry, key, signal, deadline and retries of this call.
   * @returns The user.
   * @throws {HexError} `hex_not_found` when the user is unknown.
   *
   * @example
   * ```ts
   * const ann = await hex.getUser('ann');
   * ```
   */
  async getUser(usernameOrEmail: string, options?: HexOptions & CallOptions): Promise<HexUser> {
    const path = `/users/${named(usernameOrEmail)}`;
    return saidIn(await this.#send({ method: 'GET', template: '/users/{name}', path }, options));
  }

  /**
   * Sends a password reset mail. Does not reveal whether the user exists.
   *
   * @param usernameOrEmail - Username, or a verified email address.
   * @param options - Registry, key, signal, deadline and retries of this call.
   * @throws {HexError} `hex_unauthorized` when the key is invalid.
   * @returns Nothing; the mail is sent later.
   *
   * @example
   * ```ts
   * await hex.resetUserPassword('ann@example.com');
   * ```
   */
  async resetUserPassword(usernameOrEmail: string, options?: HexOptions & CallOptions): Promise<void> {
    const path = `/users/${named(usernameOrEmail)}/reset`;
    await this.#send({ method: 'POST', template: '/users/{name}/reset', path }, options);
  }

  /**
   * Iterates over the audit log of the key's user, newest first, 100 entries per request.
   *
   * @param options - First page, by default 1; registry, key, signal, deadline and retries of each request.
   * @returns Entries.
   * @throws {HexError} The errors of `getCurrentUser`.
   *
   * @example
   * ```ts
   * for await (const { action } of hex.streamAuditLogs({ page: 2 })) console.log(action);
   * ```
   */
  async *streamAuditLogs(
    options: HexOptions & CallOptions & { readonly page?: number | undefined } = {},
  ): AsyncGenerator<HexAuditLog, void, undefined> {
    const template = '/users/me/audit-logs';
    for (let page = options.page ?? 1; ; page++) {
      const ask = { method: 'GET', template, path: `${template}?page=${page}` };
      const entries = saidIn<readonly HexAuditLog[]>(await this.#send(ask, options));
      if (entries.length === 0) return;
      yield* entries;
    }
  }

  async #send(
    { path, ...ask }: { method: string; template: string; path: string; body?: string },
    options: HexOptions & CallOptions = {},
  ): Promise<Answer> {
    const own = this.#settings.repoUrl ?? REPO_URL;
    const { repoUrl = own } = options;
    // A key is shown to the registry that it was given for, and to no other one.
    const key = options.key ?? (repoUrl === own ? this.#settings.key : undefined);
    const headers = {
      Accept: 'application/json',
      ...this.#settings.headers,
      ...(key && { Authorization: key }),
      ...(ask.body !== undefined && { 'Content-Type': 'application/json' }),
    };
    const url = `${repoUrl.replace(/\/+$/, '')}${path}`;
    const answer = await exchange({ body: undefined, ...ask, url, headers }, this.#line(), options);
    if (answer.status < 400) return answer;
    throw refusal(answer);
  }

  #line(): Line {
    const { fetch, middleware = [], onRequest, deadlineMs = DEADLINE_MS, retries = RETRIES } = this.#settings;
    return {
      fetch: fetch ?? ((input, init) => globalThis.fetch(input, init)),
      middleware,
      listeners: new Set(onRequest && [onRequest]),
      retries,
      deadlineMs,
      credentials: undefined,
      refuse,
    };
  }
}

const TYPES: Readonly<Record<number, HexErrorType>> = {
  401: 'hex_unauthorized',
  403: 'hex_forbidden',
  404: 'hex_not_found',
  422: 'hex_invalid',
  429: 'hex_rate_limited',
};

function refusal({ status, text, headers }: Answer): HexError {
  const said = jsonOf({ text }) as { readonly message?: unknown } | undefined;
  const told = { code: status, response: text, requestId: headers.get('x-request-id') ?? undefined };
  const isObject = typeof said === 'object' && said !== null;
  if (!isObject) return new HexError(`Answered ${status}.`, { ...told, type: 'sdk_answer_unreadable' });
  const type = TYPES[status] ?? (status >= 500 ? 'hex_unavailable' : 'hex_refused');
  return new HexError(`${said.message ?? `Answered ${status}.`}`, { ...told, type });
}

/** What the protocol says that the answer is; anything but an object or a list is none. */
function saidIn<T extends object = HexUser>({ status, text }: Answer): T {
  const value = jsonOf({ text });
  if (typeof value === 'object' && value !== null) return value as T;
  throw new HexError('The answer should be JSON and is not.', {
    type: 'sdk_answer_unreadable',
    code: status,
    response: text,
  });
}

function named(usernameOrEmail: string): string {
  demand('usernameOrEmail', usernameOrEmail, refuse);
  return segment('usernameOrEmail', usernameOrEmail, refuse);
}
