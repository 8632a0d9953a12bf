/**
 * A server of better-auth on `node:http` and `node:sqlite`, for `peers.ts`: `node bench/better-auth.ts PORT FILE MODULES`.
 * As its documentation shows it, with the plugin for administrators; limits of requests are off, as Denizen has none for
 * keys. Creates the schema and the administrator in a new file.
 */
import { createServer, type RequestListener } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { ADMIN } from './settings.ts';

const [port = '0', file = '', modules = ''] = process.argv.slice(2);
const database = new DatabaseSync(file);

// What is used of the package: it is fetched, so its own types are not known to the compiler.
type Auth = { readonly options: object; readonly api: { createUser: (of: object) => Promise<unknown> } };
const { betterAuth } = (await load('better-auth')) as { betterAuth: (options: object) => Auth };
const { admin } = (await load('better-auth/plugins')) as { admin: () => object };
const { toNodeHandler } = (await load('better-auth/node')) as {
  toNodeHandler: (auth: Auth) => RequestListener;
};
const { getMigrations } = (await load('better-auth/db/migration')) as {
  getMigrations: (options: object) => Promise<{ runMigrations: () => Promise<void> }>;
};

const auth = betterAuth({
  database,
  baseURL: `http://127.0.0.1:${port}`,
  secret: 'Xo8s2Wc0b7KpVq4mZr1tYh6nLd3fGj9eAu5iBv',
  emailAndPassword: { enabled: true },
  plugins: [admin()],
  rateLimit: { enabled: false },
});
if (!database.prepare("select 1 from sqlite_master where name = 'user'").get()) {
  await (await getMigrations(auth.options)).runMigrations();
  await auth.api.createUser({ body: { ...ADMIN, name: 'Administrator', role: 'admin' } });
}
createServer(toNodeHandler(auth)).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));

function load(name: string): Promise<unknown> {
  const path = createRequire(join(modules, 'package.json')).resolve(name);
  return import(pathToFileURL(path).href);
}
