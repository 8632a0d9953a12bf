import { fromBase64 } from './bytes.ts';

/** The parts of a Keycloak credential of type `password`, from its `secretData` and `credentialData`. */
export type KeycloakPassword = {
  readonly algorithm: string;
  readonly hashIterations: number;
  /** In base64, like the salt. */
  readonly value: string;
  readonly salt: string;
  readonly additionalParameters?: Readonly<Record<string, readonly string[]>>;
};

/** Keycloak has no string format: its hashes are PBKDF2 and argon2, encoded for those schemes. */
export const keycloak = {
  encode: (parsed: KeycloakPassword): string => {
    const { algorithm, hashIterations, value, salt } = parsed;
    if (algorithm !== 'argon2') {
      const length = fromBase64(value)?.length ?? 0;
      return `$${algorithm}$i=${hashIterations},l=${length}$${salt}$${value}`;
    }

    const parameter = (name: string) => parsed.additionalParameters?.[name]?.[0] ?? '';
    const version = parameter('version') === '1.0' ? 16 : 19;
    const costs = `m=${parameter('memory')},t=${hashIterations},p=${parameter('parallelism')}`;
    return `$argon2${parameter('type')}$v=${version}$${costs}$${salt}$${value}`;
  },
};
