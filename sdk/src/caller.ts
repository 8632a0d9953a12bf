import { PROTOCOL_VERSION } from './generated/version.ts';

/**
 * Who asks, in which project: the part of a client that is sent as headers.
 *
 * @example
 * ```ts
 * const asUser = (caller: Caller, session: string) => caller.setSession(session).setLocale('de');
 * asUser(client, secret);
 * ```
 */
export abstract class Caller {
  // Private to the language: a client that is logged shows none of them.
  readonly #headers: Record<string, string> = { 'x-appwrite-response-format': PROTOCOL_VERSION };

  /**
   * Names the project.
   *
   * @param project - Its id.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setProject('main');
   * ```
   */
  setProject(project: string): this {
    return this.addHeader('X-Appwrite-Project', project);
  }

  /**
   * Asks as a server, with an API key. Never give a key to a browser.
   *
   * @param key - The key's secret.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setKey(key);
   * ```
   */
  setKey(key: string): this {
    return this.addHeader('X-Appwrite-Key', key);
  }

  /**
   * Asks as a user, with a session.
   *
   * @param session - The session's secret.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * const session = await users.createSession('ann');
   * client.setSession(session.secret);
   * ```
   */
  setSession(session: string): this {
    return this.addHeader('X-Appwrite-Session', session);
  }

  /**
   * Asks as a user, with a signed token as `createJWT` answers it.
   *
   * @param jwt - The token.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * const { jwt } = await account.createJWT();
   * client.setJWT(jwt);
   * ```
   */
  setJWT(jwt: string): this {
    return this.addHeader('X-Appwrite-JWT', jwt);
  }

  /**
   * Says in which language messages to users are written.
   *
   * @param locale - As `de` or `pt-br`.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setLocale('de');
   * ```
   */
  setLocale(locale: string): this {
    return this.addHeader('X-Appwrite-Locale', locale);
  }

  /**
   * Says for whose browser a server asks; sessions are described by it.
   *
   * @param userAgent - The `User-Agent` header of the user's request.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * const request = new Request('https://app.example.com', { headers: { 'user-agent': 'Firefox' } });
   * client.setForwardedUserAgent(request.headers.get('user-agent') ?? '');
   * ```
   */
  setForwardedUserAgent(userAgent: string): this {
    return this.addHeader('X-Forwarded-User-Agent', userAgent);
  }

  /**
   * Acts as another user; the caller must be one who may.
   *
   * @param userId - Id of the other user.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setImpersonateUserId('ann');
   * ```
   */
  setImpersonateUserId(userId: string): this {
    return this.addHeader('X-Appwrite-Impersonate-User-Id', userId);
  }

  /**
   * Acts as another user; the caller must be one who may.
   *
   * @param email - Email address of the other user.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setImpersonateUserEmail('ann@example.com');
   * ```
   */
  setImpersonateUserEmail(email: string): this {
    return this.addHeader('X-Appwrite-Impersonate-User-Email', email);
  }

  /**
   * Acts as another user; the caller must be one who may.
   *
   * @param phone - Phone number of the other user.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.setImpersonateUserPhone('+14155552671');
   * ```
   */
  setImpersonateUserPhone(phone: string): this {
    return this.addHeader('X-Appwrite-Impersonate-User-Phone', phone);
  }

  /**
   * Hands on the cookies of a request that a server was sent.
   *
   * @param cookie - The `Cookie` header of the user's request.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * const request = new Request('https://app.example.com', { headers: { cookie: 'theme=dark' } });
   * client.setCookie(request.headers.get('cookie') ?? '');
   * ```
   */
  setCookie(cookie: string): this {
    return this.addHeader('Cookie', cookie);
  }

  /**
   * Adds a header to every request.
   *
   * @param name - The header's name, of which the case does not matter.
   * @param value - Its value; it replaces an earlier one.
   * @returns The client itself.
   *
   * @example
   * ```ts
   * client.addHeader('X-Request-Source', 'billing');
   * ```
   */
  addHeader(name: string, value: string): this {
    this.#headers[name.toLowerCase()] = value;
    return this;
  }

  /**
   * The headers of every request.
   *
   * @returns A copy, the names in lower case. It holds secrets: do not log it.
   *
   * @example
   * ```ts
   * Object.keys(client.getHeaders()).includes('x-appwrite-project'); // true
   * ```
   */
  getHeaders(): Record<string, string> {
    return { ...this.#headers };
  }
}
