import { createStore } from './store.ts';

/** Whether the last call reached the server, and when one last did. */
export type Connection = { readonly isLost: boolean; readonly workedAt: number };

export const connection = createStore<Connection>({ isLost: false, workedAt: Date.now() });

export function connectionWorks(): void {
  connection.set({ isLost: false, workedAt: Date.now() });
}

export function connectionFailed(): void {
  const { isLost, workedAt } = connection.get();
  if (!isLost) connection.set({ isLost: true, workedAt });
}
