// Generated from the routes by `npm run generate`. Do not edit.

import type { Client } from '../client.ts';
import { invoke } from '../invoke.ts';
import type { CallOptions } from '../transport.ts';
import type * as Models from './models.ts';

/**
 * Health checks of the server.
 *
 * @example
 * ```ts
 * const health = new Health(client);
 * const { status } = await health.get();
 * ```
 */
export class Health {
  /** Endpoint, project and credentials. */
  readonly client: Client;

  /**
   * Creates the service on a client.
   *
   * @param client - Endpoint, project and credentials.
   */
  constructor(client: Client) {
    this.client = client;
  }

  /**
   * Check the server and its database. Needs a key with the scope `health.read`.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The health status.
   * @throws {DenizenError} `general_unauthorized_scope` or `user_unauthorized` for other callers.
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
   * Get the version of the protocol. Needs no scope.
   *
   * @param options - Signal, deadline and retries of this call.
   * @returns The health version.
   * @throws {DenizenError} `sdk_connection_failed` when the server cannot be reached.
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
