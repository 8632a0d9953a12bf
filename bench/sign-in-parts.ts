/**
 * What a sign-in does, part by part, in processor time of this process: `node bench/sign-in-parts.ts [repetitions]`. Each part is
 * repeated alone, one after the other, on a database in a temporary folder.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Actor } from '../src/core/actor.ts';
import { type Core, createCore } from '../src/core/core.ts';
import { createCountries } from '../src/core/devices/countries.ts';
import { createDevices } from '../src/core/devices/devices.ts';
import { chainHistory } from '../src/core/history/chain.ts';
import { systemClock } from '../src/core/instant.ts';
import { boundedPasswords } from '../src/core/passwords.ts';
import type { ProjectId } from '../src/core/projects/project.ts';
import { createProject } from '../src/core/projects/projects.ts';
import { signInWithPassword } from '../src/core/sign-in/password.ts';
import { emailOf } from '../src/core/users/email.ts';
import { findUserBy } from '../src/core/users/store.ts';
import { createUser } from '../src/core/users/users.ts';
import { sealWith } from '../src/crypto/seal.ts';
import { freshSecret } from '../src/crypto/tokens.ts';
import { openSqlite } from '../src/db/sqlite.ts';
import { systemActor } from '../src/open.ts';

const PASSWORD = 'correct horse battery staple';
const USER_AGENT =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const WARM_UP = 20;
const repetitions = Number(process.argv[2] ?? 300);

const folder = mkdtempSync(join(tmpdir(), 'denizen-parts-'));
const engine = await openSqlite(join(folder, 'denizen.db'));
const devices = createDevices();
const countries = createCountries();
const passwords = boundedPasswords(1, 1);
try {
  await engine.migrate();
  const core = createCore(engine, {
    clock: systemClock(),
    passwords,
    seal: sealWith(freshSecret()),
    clientInfo: { device: devices.device, country: countries.country },
    channels: { sendsMail: true, sendsSms: false },
    urls: { publicUrl: undefined, ownUrl: () => new URL('http://localhost') },
    httpClient: () => Promise.reject(new Error('nobody is asked')),
    notifyOutbox: () => {},
  });
  const system = systemActor('system');
  const project = await createProject(core, system, { id: 'bench' as ProjectId, name: 'bench' });
  const actor: Actor = {
    ...systemActor('system', project),
    kind: 'key',
    ip: '81.2.69.142',
    userAgent: USER_AGENT,
  };
  await measureAll(core, actor);
} finally {
  await devices[Symbol.asyncDispose]();
  await engine.close();
  rmSync(folder, { recursive: true });
}

async function measureAll(core: Core, actor: Actor): Promise<void> {
  const email = emailOf('ann@example.com');
  if (!email) throw new Error('the address is wrong');
  const user = await createUser(core, actor, { email, name: 'Ann', password: PASSWORD });
  const stored = user.password ?? '';
  const signIn = (passwordsOf: Core['passwords']) => () =>
    signInWithPassword({ ...core, passwords: passwordsOf }, actor, { email, password: PASSWORD });
  const trusting = { ...passwords, check: async () => true };
  const parts: Readonly<Record<string, () => Promise<unknown>>> = {
    'hash alone': () => passwords.verify(PASSWORD, stored),
    'user by address': () => findUserBy(core.read, actor.project.id, 'email', email),
    'common password': () => passwords.isCommon(PASSWORD),
    'user agent, seen before': () => core.clientInfo.device(USER_AGENT),
    country: () => core.clientInfo.country(actor.ip),
    'write with nothing but a history entry': () =>
      core.write(
        actor,
        { act: 'session.create', user: user.id, details: { sessionId: 'none', provider: 'email' } },
        async () => undefined,
      ),
    'sign-in without hashing': signIn(trusting),
    'sign-in': signIn(passwords),
    'history chained, per entry': () => chainHistory(core, { most: 1 }),
  };
  for (const [name, part] of Object.entries(parts)) {
    process.stdout.write(`${name.padEnd(40)}${(await cpuOf(part)).toFixed(3).padStart(8)} ms\n`);
  }
  process.stdout.write(`load average ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}\n`);
}

async function cpuOf(part: () => Promise<unknown>): Promise<number> {
  for (let at = 0; at < WARM_UP; at++) await part();
  // Threads that the first runs started have ended their start.
  await setTimeout(200);
  const before = process.cpuUsage();
  for (let at = 0; at < repetitions; at++) await part();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / repetitions;
}
