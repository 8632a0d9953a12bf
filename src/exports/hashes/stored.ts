/**
 * A stored password hash taken apart, so that targets can write it in their own form. Bytes are as the algorithm has
 * them, not encoded. `text` is always the stored string.
 */
type Of<Kind extends string, Parts> = Readonly<{ kind: Kind; text: string }> & Readonly<Parts>;

export type Digest = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

export type StoredHash =
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
        separator: Buffer;
        /** Absent: sealed with the import, and not in the hash. */
        signerKey: Buffer | undefined;
        hash: Buffer;
      }
    >
  | Of<'phpass', { rounds: number }>
  /** `$1$`, `$5$` and `$6$`, as crypt(3) writes them. */
  | Of<'crypt', { digest: 'md5' | 'sha256' | 'sha512' }>
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
  /** The key is the salt unless `keyIs` says that it is the password. */
  | Of<'hmac', { digest: Digest; key: Buffer; hash: Buffer }>
  /** The password was changed before it was hashed, as `bcrypt_sha256` of Django does; only who knows the form verifies it. */
  | Of<'wrapped', { form: string; inner: StoredHash | null }>
  /** Needs the pepper of its import, which no target can be told. */
  | Of<'peppered', { form: string }>
  /** Every other form, by the name of its scheme. */
  | Of<'other', { form: string }>;
