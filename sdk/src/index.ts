export { type BulkOptions, bulk, type Outcome, type Progress } from './bulk.ts';
export type { Caller } from './caller.ts';
export { Client } from './client.ts';
export {
  type ClientErrorType,
  DenizenError,
  DenizenError as AppwriteException,
  type ErrorDetails,
  type ErrorType,
  TypedError,
} from './errors.ts';
export { Account } from './generated/account.ts';
export type { AttributeTypes } from './generated/attributes.ts';
export * from './generated/enums.ts';
export type { ServerErrorType } from './generated/error-types.ts';
export { Health } from './generated/health.ts';
export type * as Models from './generated/models.ts';
export { Teams } from './generated/teams.ts';
export type { UsersMethods } from './generated/users.ts';
export { HexError, type HexErrorType, type HexFieldErrors } from './hex-errors.ts';
export type { HexAuditLog, HexNewUser, HexUser } from './hex-models.ts';
export { type HexOptions, type HexSettings, HexUsers } from './hex-users.ts';
export { ID } from './id.ts';
export type { Call } from './invoke.ts';
export { type Entry, iterate, iteratePages, type Paging } from './paging.ts';
export { Permission } from './permission.ts';
export { Query, UntypedQuery } from './query.ts';
export type {
  AnyAttributes,
  QueryName,
  QueryOfAttribute,
  QueryOfCount,
  QueryOfEntry,
  QueryOfQueries,
  QueryValue,
  QueryValueOf,
  QueryValuesOf,
  QueryWithList,
  QueryWithMoment,
  QueryWithMoments,
  QueryWithRange,
  QueryWithText,
  QueryWithValue,
  QueryWithValues,
} from './query-forms.ts';
export type { QueryOf } from './query-of.ts';
export { Role, type Status } from './role.ts';
export type { CallOptions, Middleware, RequestEvent, SdkRequest } from './transport.ts';
export { type UserPaging, Users } from './users.ts';
