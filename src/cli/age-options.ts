import { type AgeKey, type AgeLock, isAgeRecipient } from '../crypto/age.ts';
import { askNewSecret, askSecret, canAsk, secretIn } from './input.ts';
import { CommandError } from './refusal.ts';

export type LockOptions = {
  readonly recipients: readonly string[];
  readonly passphraseFile: string | undefined;
  /** Whether the passphrase is asked for on the terminal. */
  readonly asks: boolean;
};

export type KeyOptions = {
  readonly identityFile: string | undefined;
  readonly passphraseFile: string | undefined;
};

/** Reads what a file is to be encrypted to. Nothing without an option: it is then not encrypted. */
export async function lockOf({
  recipients,
  passphraseFile,
  asks,
}: LockOptions): Promise<AgeLock | undefined> {
  const ways = [recipients.length > 0, passphraseFile !== undefined, asks].filter(Boolean).length;
  if (ways > 1) throw new CommandError('Choose one: --recipient, --passphrase-file or --passphrase.');
  const invalid = recipients.find((recipient) => !isAgeRecipient(recipient));
  if (invalid !== undefined)
    throw new CommandError(
      `${invalid} is not a recipient of age: it begins with age1. Make one with age-keygen.`,
    );
  if (recipients.length > 0) return { recipients };
  if (passphraseFile !== undefined) return { passphrase: filled(await secretIn(passphraseFile)) };
  if (!asks) return undefined;
  if (!canAsk()) throw new CommandError('There is no terminal to ask: use --passphrase-file.');
  return { passphrase: filled(await askNewSecret('Passphrase')) };
}

/** Returns what asks for the key of an encrypted file. It is asked at most once. */
export function keyAsker({ identityFile, passphraseFile }: KeyOptions): () => Promise<AgeKey> {
  let found: Promise<AgeKey> | undefined;
  return () => {
    found ??= keyOf({ identityFile, passphraseFile });
    return found;
  };
}

async function keyOf({ identityFile, passphraseFile }: KeyOptions): Promise<AgeKey> {
  if (identityFile !== undefined) {
    const lines = (await secretIn(identityFile)).split('\n').map((line) => line.trim());
    const identities = lines.filter((line) => line.startsWith('AGE-SECRET-KEY-'));
    if (identities.length === 0) throw new CommandError(`The file ${identityFile} has no identity of age.`);
    return { identities };
  }
  if (passphraseFile !== undefined) return { passphrase: await secretIn(passphraseFile) };
  if (!canAsk()) throw new CommandError('The file is encrypted: use --identity-file or --passphrase-file.');
  return { passphrase: await askSecret('Passphrase: ') };
}

function filled(passphrase: string): string {
  if (passphrase.trim() === '') throw new CommandError('The passphrase is empty.');
  return passphrase;
}
