type Fields = Readonly<Record<string, unknown>>;
/** A hash as another system has it, and what clients are told of it. */
export type Import = {
  readonly method: string;
  readonly path: string;
  readonly hash: string;
  readonly parts?: Fields;
  readonly shown: Fields;
};

export const MODIFIED = {
  passwordSalt: 'UxLMreBr6tYyjQ==',
  passwordSaltSeparator: 'Bw==',
  passwordSignerKey:
    'XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==',
};
export const SCRYPT = {
  passwordSalt: 'appwrite',
  passwordCpu: 16384,
  passwordMemory: 13,
  passwordParallel: 2,
  passwordLength: 64,
};

/** Hashes of the password "appwrite", with what clients are shown of each. */
export const imports: readonly Import[] = [
  {
    method: 'createArgon2User',
    path: '/users/argon2',
    hash: '$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI',
    shown: {
      hash: 'argon2',
      hashOptions: { type: 'argon2', memoryCost: 20, memory_cost: 20, timeCost: 3, time_cost: 3, threads: 2 },
    },
  },
  {
    method: 'createBcryptUser',
    path: '/users/bcrypt',
    hash: '$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq',
    shown: { hash: 'bcrypt', hashOptions: { type: 'bcrypt', cost: 15 } },
  },
  {
    method: 'createMD5User',
    path: '/users/md5',
    hash: '144fa7eaa4904e8ee120651997f70dcc',
    shown: { hash: 'md5', hashOptions: { type: 'md5' } },
  },
  {
    method: 'createPHPassUser',
    path: '/users/phpass',
    hash: '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.',
    shown: {
      hash: 'phpass',
      hashOptions: {
        type: 'phpass',
        iterationCountLog2: 8,
        iteration_count_log2: 8,
        portableHashes: false,
        portable_hashes: false,
        randomState: '',
        random_state: '',
      },
    },
  },
  {
    method: 'createSHAUser',
    path: '/users/sha',
    hash: '4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70',
    parts: { passwordVersion: 'sha512' },
    shown: { hash: 'sha', hashOptions: { type: 'sha', version: 'sha512' } },
  },
  {
    method: 'createScryptUser',
    path: '/users/scrypt',
    hash: '3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b',
    parts: SCRYPT,
    shown: {
      hash: 'scrypt',
      hashOptions: {
        type: 'scrypt',
        costCpu: 16384,
        costMemory: 13,
        costParallel: 2,
        length: 64,
        salt: 'appwrite',
      },
    },
  },
  {
    method: 'createScryptModifiedUser',
    path: '/users/scrypt-modified',
    hash: 'UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==',
    parts: MODIFIED,
    shown: {
      hash: 'scryptMod',
      hashOptions: {
        type: 'scryptMod',
        salt: MODIFIED.passwordSalt,
        saltSeparator: MODIFIED.passwordSaltSeparator,
        signerKey: MODIFIED.passwordSignerKey,
      },
    },
  },
];
