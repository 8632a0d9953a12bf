/**
 * A stored password hash taken apart, so that targets can write it in their own form. Bytes are as the algorithm has
 * them, not encoded. `text` is always the stored string.
 */
export type StoredHash = HashParts & { readonly text: string };

export const digests = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export type Digest = (typeof digests)[number];

type Of<Kind extends string, Parts> = Readonly<{ kind: Kind }> & Readonly<Parts>;

export type HashParts =
  | Of<
      'argon2',
      {
        type: 'argon2d' | 'argon2i' | 'argon2id';
        version: 16 | 19;
        /** In KiB. */
        memory: number;
        passes: number;
        lanes: number;
        salt: Buffer;
        hash: Buffer;
      }
    >
  /** `salt` and `hash` are 22 and 31 characters in the alphabet of bcrypt. */
  | Of<'bcrypt', { variant: '2a' | '2b' | '2x' | '2y'; cost: number; salt: string; hash: string }>
  | Of<'pbkdf2', { digest: Digest; rounds: number; salt: Buffer; hash: Buffer }>
  /** `cost` is N. */
  | Of<'scrypt', { cost: number; blockSize: number; parallelism: number; salt: Buffer; hash: Buffer }>
  | Of<
      'fbscrypt',
      {
        rounds: number;
        memory: number;
        salt: Buffer;
        /** Absent, like the key: sealed with the import, and not in the hash. */
        separator: Buffer | undefined;
        signerKey: Buffer | undefined;
        hash: Buffer;
      }
    >
  /** `$P$` and `$H$`; `hash` is that text. */
  | Of<'phpass', { rounds: number; hash: string }>
  /** `$1$`, `$5$` and `$6$`; `hash` is the text as crypt(3) writes it. */
  | Of<'crypt', { digest: 'md5' | 'sha256' | 'sha512'; hash: string }>
  /** A digest of password and salt, once unless `rounds` says otherwise. */
  | Of<
      'digest',
      {
        digest: Digest;
        rounds: number;
        /** Empty: without salt. */
        salt: Buffer;
        saltIs: 'before' | 'after';
        hash: Buffer;
      }
    >
  /** Of the password, with the salt as the key. */
  | Of<'hmac', { digest: Digest; key: Buffer; hash: Buffer }>
  /**
   * The password was changed before it was hashed; only who knows the form verifies it. It is the scheme's name: `django`
   * (`bcrypt_sha256`), `wordpress`, `betterAuth`, `drupal` (from version 6).
   */
  | Of<'wrapped', { form: string; inner: StoredHash | null }>
  /** Needs the pepper of its import, which no target can be told. */
  | Of<'peppered', { form: string }>
  /** Every other form, by the name of its scheme. */
  | Of<'other', { form: string }>;
