import type { Actor } from '../core/actor.ts';
import type { Scope } from '../core/keys/scopes.ts';
import type { ContractName } from '../core/old-systems/old-system.ts';
import { type Endpoint, endpointsOf } from '../http/endpoint.ts';

/** Properties of an endpoint that only this protocol reads. */
export type Meta = { readonly contract: ContractName; readonly scope: Scope };

/** A call with a key of the project of the path. */
export type Call = { readonly actor: Actor };

/** What a contract answers. */
export type Reply = { readonly status: number; readonly body?: unknown };

export type MigrateEndpoint = Endpoint<Meta, Call>;

/** The constructor of endpoints, which checks their types. */
export const endpoint = endpointsOf<Meta, Call>();
