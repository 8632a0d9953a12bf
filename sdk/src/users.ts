import type * as Models from './generated/models.ts';
import { UsersMethods } from './generated/users.ts';
import { iteratePages, type Paging } from './paging.ts';
import type { CallOptions } from './transport.ts';

/**
 * Options of an iteration over users.
 *
 * @example
 * ```ts
 * const paging: UserPaging = { search: 'ann', pageSize: 50, deadlineMs: 10_000 };
 * for await (const user of users.iterate(paging)) console.log(user.name);
 * ```
 */
export type UserPaging = Paging &
  CallOptions & {
    /** Search words. */
    readonly search?: string | undefined;
  };

/**
 * Manages users. For servers: every call needs an API key.
 *
 * @example
 * ```ts
 * const users = new Users(client);
 * const ann = await users.create({ userId: ID.unique(), email: 'ann@example.com' });
 * ```
 */
export class Users extends UsersMethods {
  /**
   * Iterates over users, with as many requests as needed.
   *
   * @param paging - Filters, orders, search and page size; signal, deadline and retries apply to each request.
   * @returns Users, which can be changed and deleted during the iteration.
   * @throws {DenizenError} The errors of `list`, and `sdk_parameter_invalid` for queries without a next page.
   *
   * @example
   * ```ts
   * for await (const user of users.iterate({ queries: [Query.equal('status', false)] })) console.log(user.$id);
   * ```
   */
  async *iterate<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    paging: UserPaging = {},
  ): AsyncGenerator<Models.User<Preferences>, void, undefined> {
    for await (const page of this.iteratePages<Preferences>(paging)) yield* page;
  }

  /**
   * Iterates over pages of users.
   *
   * @param paging - Filters, orders, search and page size; signal, deadline and retries apply to each request.
   * @returns Non-empty pages.
   * @throws {DenizenError} The errors of `list`, and `sdk_parameter_invalid` for queries without a next page.
   *
   * @example
   * ```ts
   * for await (const page of users.iteratePages({ pageSize: 500 })) console.log(page.length);
   * ```
   */
  iteratePages<Preferences extends Models.Preferences = Models.DefaultPreferences>(
    paging: UserPaging = {},
  ): AsyncGenerator<readonly Models.User<Preferences>[], void, undefined> {
    const { search } = paging;
    return iteratePages(
      async (queries) => (await this.list<Preferences>({ queries, search, total: false }, paging)).users,
      paging,
    );
  }
}
