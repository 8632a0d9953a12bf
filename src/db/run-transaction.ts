import type { Read, Tx } from './database.ts';

/** Runs `work`, and then what it left for the end of the transaction. The caller begins and commits. */
export async function runTransaction<T>(handle: Read, work: (tx: Tx) => Promise<T>): Promise<T> {
  const last: (() => Promise<unknown>)[] = [];
  const beforeCommit: Tx['beforeCommit'] = (each) => void last.push(each);
  // Cast: the brand exists in types only. Transaction handles are made only here.
  const result = await work({ ...handle, beforeCommit } as Read as Tx);
  for (const each of last) await each();
  return result;
}
