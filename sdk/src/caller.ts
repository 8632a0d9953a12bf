import { PROTOCOL_VERSION } from './generated/version.ts';

/**
 * Project and credentials: the part of a client that is sent as headers.
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
   * Sets the project.
   *
   * @param project - Id of the project.
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
   * Authenticates as a server, with an API key. Never give a key to a browser.
   *
   * @param key - Secret of the key.
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
   * Authenticates as a user, with a session.
   *
   * @param session - Secret of the session.
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
   * Authenticates as a user, with a JWT of `createJWT`.
   *
   * @param jwt - The JWT.
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
   * Sets the language of messages to users.
   *
   * @param locale - A locale such as `de` or `pt-br`.
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
   * Forwards the user agent of the user, which describes the session.
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
   * Impersonates another user; the caller must have permission.
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
   * Impersonates another user; the caller must have permission.
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
   * Impersonates another user; the caller must have permission.
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
   * Forwards the cookies of a request to your server.
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
   * @param name - Name of the header; case-insensitive.
   * @param value - Value of the header; replaces an earlier one.
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
   * Returns the headers of every request.
   *
   * @returns A copy with names in lower case. It contains secrets: do not log it.
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
