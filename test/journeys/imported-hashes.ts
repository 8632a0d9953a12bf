import { PasswordHash, type Users } from 'node-appwrite';

/** A hash as another system has it, and how a server imports it. */
export type Imported = {
  readonly hash: string;
  readonly import: (
    users: Users,
    who: { userId: string; email: string; password: string },
  ) => Promise<unknown>;
  readonly password: string;
};

const scrypt = {
  passwordSalt: 'appwrite',
  passwordCpu: 16384,
  passwordMemory: 13,
  passwordParallel: 2,
  passwordLength: 64,
};
const firebase = {
  passwordSalt: 'UxLMreBr6tYyjQ==',
  passwordSaltSeparator: 'Bw==',
  passwordSignerKey:
    'XyEKE9RcTDeLEsL/RjwPDBv/RqDl8fb3gpYEOQaPihbxf1ZAtSOHCjuAAa7Q3oHpCYhXSN9tizHgVOwn6krflQ==',
};

/** Hashes of the password "appwrite" by what clients are told of each. */
export const imported: readonly Imported[] = [
  {
    hash: 'argon2',
    password: '$argon2i$v=19$m=20,t=3,p=2$YXBwd3JpdGU$A/54i238ed09ZR4NwlACU5XnkjNBZU9QeOEuhjLiexI',
    import: (users, who) => users.createArgon2User(who),
  },
  {
    hash: 'bcrypt',
    password: '$2a$15$xX/myGbFU.ZSKHSi6EHdBOySTdYm8QxBLXmOPHrYMwV0mHRBBSBOq',
    import: (users, who) => users.createBcryptUser(who),
  },
  {
    hash: 'md5',
    password: '144fa7eaa4904e8ee120651997f70dcc',
    import: (users, who) => users.createMD5User(who),
  },
  {
    hash: 'phpass',
    password: '$P$Br387rwferoKN7uwHZqNMu98q3U8RO.',
    import: (users, who) => users.createPHPassUser(who),
  },
  {
    hash: 'sha',
    password:
      '4243da0a694e8a2f727c8060fe0507c8fa01ca68146c76d2c190805b638c20c6bf6ba04e21f11ae138785d0bff63c416e6f87badbffad37f6dee50094cc38c70',
    import: (users, who) => users.createSHAUser({ ...who, passwordVersion: PasswordHash.Sha512 }),
  },
  {
    hash: 'scrypt',
    password:
      '3fdef49701bc4cfaacd551fe017283513284b4731e6945c263246ef948d3cf63b5d269c31fd697246085111a428245e24a4ddc6b64c687bc60a8910dbafc1d5b',
    import: (users, who) => users.createScryptUser({ ...who, ...scrypt }),
  },
  {
    hash: 'scryptMod',
    password: 'UlM7JiXRcQhzAGlaonpSqNSLIz475WMddOgLjej5De9vxTy48K6WtqlEzrRFeK4t0COfMhWCb8wuMHgxOFCHFQ==',
    import: (users, who) => users.createScryptModifiedUser({ ...who, ...firebase }),
  },
];
