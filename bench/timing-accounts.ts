import { scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { hash as bcrypt } from '@node-rs/bcrypt';
import { readConfig } from '../src/config.ts';
import { bootstrap } from '../src/core/projects/bootstrap.ts';
import type { Email } from '../src/core/users/email.ts';
import { setStatus } from '../src/core/users/profile.ts';
import { createUser } from '../src/core/users/users.ts';
import { ARGON2_COST } from '../src/crypto/passwords/argon2.ts';
import { digestOf } from '../src/crypto/passwords/bytes.ts';
import { importable, native } from '../src/crypto/passwords/passwords.ts';
import { open, systemActor } from '../src/open.ts';
import { KEY, PROJECT } from './settings.ts';

/** What somebody might want to tell apart. All are compared with the first; the second shows what chance does. */
export const classes = [
  'known user',
  'known user, again',
  'unknown email',
  'blocked user',
  'no password',
  'md5',
  'sha256',
  'bcrypt, cost 5',
  'scrypt, N=1024',
] as const;
export type Class = (typeof classes)[number];

const AT_ONCE = 512;
const PASSWORD = 'the right password';
const SCRYPT = { costCpu: 1024, costMemory: 8, costParallel: 1, length: 64 };

/** Addresses of all classes have one form and one length, and alternate in the order in which they were made. */
export function emailOf(number: number): string {
  return `person${String(number).padStart(7, '0')}@example.com`;
}

export function classOf(number: number): Class {
  return classes[number % classes.length] ?? classes[0];
}

/** Fills a new database with so many users of each class, whose passwords are all alike. */
export async function fill(settings: Record<string, string>, users: number): Promise<void> {
  const { config, secrets } = readConfig(settings);
  await using opened = await open(config, secrets, { migrate: true });
  const { core } = opened;
  const { project } = await bootstrap(core, (made) => systemActor('system', made), {
    project: PROJECT,
    apiKey: KEY,
  });
  const stored = await hashes();
  const make = async (number: number) => {
    const kind = classOf(number);
    if (kind === 'unknown email') return;
    const actor = systemActor('system', project);
    const hash = stored[kind];
    const user = await createUser(core, actor, {
      email: emailOf(number) as Email,
      ...(hash !== undefined && { stored: hash }),
    });
    if (kind === 'blocked user') await setStatus(core, actor, { id: user.id, active: false });
  };
  for (let done = 0; done < users * classes.length; done += AT_ONCE) {
    const left = Math.min(AT_ONCE, users * classes.length - done);
    await Promise.all(Array.from({ length: left }, (_, at) => make(done + at)));
  }
}

async function hashes(): Promise<Readonly<Record<Exclude<Class, 'unknown email'>, string | undefined>>> {
  const ours = await native.hash(PASSWORD, ARGON2_COST);
  const { costCpu: N, costMemory: r, costParallel: p, length } = SCRYPT;
  const key = await promisify<string, string, number, object, Buffer>(scrypt)(PASSWORD, 'salt', length, {
    N,
    r,
    p,
  });
  const { md5, sha, bcrypt: given, scrypt: hexScrypt } = importable;
  return {
    'known user': ours,
    'known user, again': ours,
    'blocked user': ours,
    'no password': undefined,
    md5: md5.encode({ hash: digestOf('md5', Buffer.from(PASSWORD)).toString('hex') }),
    sha256: sha.encode({
      hash: digestOf('sha256', Buffer.from(PASSWORD)).toString('hex'),
      version: 'sha256',
    }),
    'bcrypt, cost 5': given.encode({ hash: await bcrypt(PASSWORD, { cost: 5 }) }),
    'scrypt, N=1024': hexScrypt.encode({ hash: key.toString('hex'), salt: 'salt', ...SCRYPT }),
  };
}
