// Written by `npm run generate` out of the routes: change those.

import type { Client } from '../client.ts';
import { invoke } from '../invoke.ts';
import type { CallOptions } from '../transport.ts';
import type * as Models from './models.ts';

/**
 * How the server is.
 *
 * @example
 * ```ts
 * const health = new Health(client);
 * const { status } = await health.get();
 * ```
 */
export class Health {
  /** Where the server is and who asks. */
  readonly client: Client;

  /**
   * Calls go out through the client.
   *
   * @param client - Where the server is and who asks.
   */
  constructor(client: Client) {
    this.client = client;
  }

  /**
   * Tell whether the server and its database answer. Needs a key with the scope `health.read`.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The health status.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` to others.
   *
   * @example
   * ```ts
   * const status = await health.get();
   * ```
   */
  get(options?: CallOptions): Promise<Models.HealthStatus>;
  get(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /health', given);
  }

  /**
   * Tell the version of the protocol. Needs no scope.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The health version.
   * @throws {DenizenError} `sdk_connection_failed` when the server is not reached.
   *
   * @example
   * ```ts
   * const { version } = await health.getVersion();
   * ```
   */
  getVersion(options?: CallOptions): Promise<Models.HealthVersion>;
  getVersion(...given: unknown[]): Promise<unknown> {
    return invoke(this.client, 'GET /health/version', given);
  }
}
