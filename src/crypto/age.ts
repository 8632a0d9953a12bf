import { Decrypter, Encrypter } from 'age-encryption';

/** How every encrypted file begins. */
export const AGE_MAGIC = 'age-encryption.org/v1';

/** Who can read an encrypted file: the holders of age identities, or who knows the passphrase. */
export type AgeLock = { readonly recipients: readonly string[] } | { readonly passphrase: string };
/** What may open it. */
export type AgeKey = { readonly identities: readonly string[] } | { readonly passphrase: string };

/** Encrypts a stream to the age format. Throws for an invalid recipient. */
export async function encrypted(
  lock: AgeLock,
  plain: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const encrypter = new Encrypter();
  if ('passphrase' in lock) encrypter.setPassphrase(lock.passphrase);
  else for (const recipient of lock.recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(ReadableStream.from(plain));
}

/** Decrypts a stream of the age format. Rejects when the key does not open it, before the first byte. */
export async function decrypted(
  key: AgeKey,
  sealed: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  const decrypter = new Decrypter();
  if ('passphrase' in key) decrypter.addPassphrase(key.passphrase);
  else for (const identity of key.identities) decrypter.addIdentity(identity);
  return decrypter.decrypt(ReadableStream.from(sealed));
}

/** Reports whether the text is a recipient that a file can be encrypted to. */
export function isAgeRecipient(text: string): boolean {
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}
