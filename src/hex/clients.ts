/** Programs that may ask for tokens, by the id that stands in their source: it is no secret. */
const clients: ReadonlyMap<string, string> = new Map([['78ea6566-89fd-481e-a1d6-7d9d78eacca8', 'Hex']]);

/** What people call the program; nothing when it may not ask. */
export function findClient(id: string): string | undefined {
  return clients.get(id);
}
