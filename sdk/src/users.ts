import type * as Models from './generated/models.ts';
import { UsersMethods } from './generated/users.ts';
import { iteratePages, type Paging } from './paging.ts';
import type { CallOptions } from './transport.ts';

/**
 * What an iteration over users may be told.
 *
 * @example
 * ```ts
 * const paging: UserPaging = { search: 'ann', pageSize: 50, deadlineMs: 10_000 };
 * for await (const user of users.iterate(paging)) console.log(user.name);
 * ```
 */
export type UserPaging = Paging &
  CallOptions & {
    /** What users are searched for. */
    readonly search?: string | undefined;
  };

/**
 * The directory of users, for servers: every call needs an API key.
 *
 * @example
 * ```ts
 * const users = new Users(client);
 * const ann = await users.create({ userId: ID.unique(), email: 'ann@example.com' });
 * ```
 */
export class Users extends UsersMethods {
  /**
   * Users one by one, over as many requests as it takes.
   *
   * @param paging - Filters, orders, a search and the size of pages; signal, deadline and retries count for each request.
   * @returns Users; they may be changed and deleted on the way.
   * @throws {DenizenError} As `list`, and `sdk_parameter_invalid` for queries that cannot be gone on with.
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
   * Users by pages, over as many requests as it takes.
   *
   * @param paging - Filters, orders, a search and the size of pages; signal, deadline and retries count for each request.
   * @returns Pages, none of them empty.
   * @throws {DenizenError} As `list`, and `sdk_parameter_invalid` for queries that cannot be gone on with.
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
