/** Known OAuth clients by id, which is public. */
const clients: ReadonlyMap<string, string> = new Map([
  ['78ea6566-89fd-481e-a1d6-7d9d78eacca8', 'Hex'],
  ['877731e8-cb88-45e1-9b84-9214de7da421', 'Gleam'],
]);

/** Returns the name of a client; `undefined` if it is unknown. */
export function findClient(id: string): string | undefined {
  return clients.get(id);
}
