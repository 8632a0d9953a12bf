import { type SpellingScheme, spelling } from './scheme.ts';
import { scrypt } from './scrypt.ts';

const COST = { costCpu: 16_384, costMemory: 16, costParallel: 1, length: 64 } as const;

/** `$better-auth$` and `<salt>:<hash>`: scrypt over the hex text of the salt and the password in NFKC. */
export const betterAuth: SpellingScheme & { readonly encode: (parsed: { readonly hash: string }) => string } =
  {
    ...spelling({
      name: 'betterAuth',
      owns: /^\$better-auth\$/,
      read: (stored) => {
        const [, salt, hash] = /^\$better-auth\$([\da-fA-F]{32}):([\da-fA-F]{128})$/.exec(stored) ?? [];
        if (salt === undefined || hash === undefined) return undefined;
        const prepare = (plain: string) => plain.normalize('NFKC');
        return { scheme: scrypt, stored: scrypt.encode({ ...COST, salt, hash }), prepare };
      },
      original: (stored) => stored.replace(/^\$better-auth\$/, ''),
    }),
    encode: ({ hash }) => `$better-auth$${hash}`,
  };
