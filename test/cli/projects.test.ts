import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { auditVerify } from '../../src/cli/audit.ts';
import { auditExport, auditList, auditTail, type EntriesInput } from '../../src/cli/audit-entries.ts';
import { projectsCreate, projectsDelete, projectsList, projectsRename } from '../../src/cli/projects.ts';
import { usersCreate } from '../../src/cli/users.ts';
import type { Core } from '../../src/core/core.ts';
import { chainHistory } from '../../src/core/history/chain.ts';
import { type Checkpoint, signedAnew, signHistory } from '../../src/core/history/checkpoints.ts';
import { instantOf } from '../../src/core/instant.ts';
import {
  listDeletedProjects,
  REQUESTS_END_MS,
  removeDeletedProjects,
} from '../../src/core/projects/removal.ts';
import { open, openEngine } from '../../src/open.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';
import { testFolder } from '../support/folders.ts';
import { call, KEY, PROJECT, serving } from '../support/server.ts';

type Entry = { act: string; details: Record<string, unknown>; user: { id: string } | null };

onEachEngine('projects and their histories on the command line', (database) => {
  const { settings, text, json } = commandsOn(database);
  const everything: EntriesInput = { server: false, act: [] };
  const list = (input: Partial<EntriesInput> = {}) =>
    json<{ rows: Entry[]; next: string | null }>((args, output) =>
      auditList(args, output, { ...everything, ...input }),
    );
  const actsOf = async (input: Partial<EntriesInput>) => (await list(input)).rows.map(({ act }) => act);

  before(async () => {
    await text((args, output) => projectsCreate(args, output, { id: 'shop', name: 'The Shop' }));
    for (const id of ['ann', 'ben']) await text((args, output) => usersCreate(args, output, { id }));
  });

  it('renames a project', async () => {
    const rename = (name: string) =>
      text((args, output) => projectsRename(args, output, { id: 'shop', name }));
    assert.equal(await rename('  Shop  '), 'Project shop is now named Shop.\n');
    await assert.rejects(rename(' '), { message: 'A name has 1 to 128 characters.' });
    assert.deepEqual(await json(projectsList), [{ id: 'shop', name: 'Shop' }]);
  });

  it('lists entries, newest first, chosen by flags and page by page', async () => {
    assert.deepEqual(await actsOf({}), ['project.rename', 'user.create', 'user.create']);
    assert.deepEqual(await actsOf({ user: 'ben' }), ['user.create']);
    assert.deepEqual(await actsOf({ act: ['project.rename'], from: '1h' }), ['project.rename']);
    assert.deepEqual(await actsOf({ to: '1h' }), []);
    const { rows, next } = await list({ limit: '1' });
    assert.deepEqual(
      [rows.map(({ act }) => act), await actsOf({ after: next ?? '' })],
      [['project.rename'], ['user.create', 'user.create']],
    );
    await assert.rejects(list({ act: ['shoes'] }), { message: /^Unknown act "shoes"\. Acts: / });
  });

  it('follows a history, and exports the whole of it', async () => {
    const { config, secrets } = settings();
    const chain = async () => {
      await using opened = await open(config, secrets, { migrate: false });
      while ((await chainHistory(opened.core, { most: 100 })) > 0);
    };
    await chain();
    const end = new AbortController();
    const followed: Entry[] = [];
    const tail = auditTail(
      settings(),
      {
        ...{ json: true, command: 'denizen', drained: async () => true },
        write: (line) => {
          followed.push(JSON.parse(line) as Entry);
          end.abort();
        },
      },
      { server: false, signal: end.signal },
    );
    for (let at = 0; !end.signal.aborted; at++) {
      await text((args, output) => usersCreate(args, output, { id: `late-${at}` }));
      await chain();
      await sleep(100);
    }
    await tail;
    assert.deepEqual(new Set(followed.map(({ act }) => act)), new Set(['user.create']));
    const to = join(testFolder(), 'history.ndjson');
    const written = await json<{ entries: number }>((args, output) =>
      auditExport(args, output, { server: false, to }),
    );
    const printed = await text((args, output) => auditExport(args, output, { server: false }));
    const content = readFileSync(to, 'utf8');
    assert.deepEqual([content, written.entries], [printed, printed.split('\n').length - 1]);
    await assert.rejects(
      text((args, output) => auditExport(args, output, { server: false, to })),
      { message: /cannot be created: EEXIST/ },
    );
  });

  it('deletes a project by its name only, and records it in the history of the server', async () => {
    const remove = (confirm?: string) =>
      text((args, output) => projectsDelete(args, output, { id: 'shop', confirm }));
    await assert.rejects(remove(), {
      message: /^Project shop has \d+ users\..* add its name: --confirm 'Shop'$/,
    });
    await assert.rejects(remove('shop'), { message: /^The name of project shop is Shop\./ });
    assert.match(await remove('Shop'), /^Project shop is deleted:/);
    assert.match(await text(projectsList), /^ID {2}NAME\nDeleted .*, and not all rows are removed: shop\n$/);
    const [entry] = (await list({ server: true, act: ['project.delete'] })).rows;
    assert.deepEqual(entry?.details, { projectId: 'shop', name: 'Shop' });
  });
});

onEachEngine('the history of a deleted project', (database) => {
  const { settings, text, json } = commandsOn(database);
  const create = () => text((args, output) => projectsCreate(args, output, { id: 'shop', name: 'The Shop' }));
  /** With the id of a project, or those of all checkpoints and chains. */
  const verify = async (checkpoints: readonly object[], project?: string) => {
    const { config, secrets } = settings();
    const fromCheckpoint = join(testFolder(), 'log');
    writeFileSync(fromCheckpoint, checkpoints.map((each) => JSON.stringify(each)).join('\n'));
    const of = { config: { ...config, project }, secrets };
    const shown = await json<Verdicts>((_args, output) => auditVerify(of, output, { fromCheckpoint }));
    const lines = await text((_args, output) => auditVerify(of, output, { fromCheckpoint }));
    return { ...shown, lines, shop: shown.chains.find((each) => each.project === 'shop') };
  };
  const within = async <T>(work: (core: Core) => Promise<T>): Promise<T> => {
    const { config, secrets } = settings();
    await using opened = await open(config, secrets, { migrate: false });
    return await work(opened.core);
  };
  const chained = async () =>
    within(async (core) => {
      while ((await chainHistory(core, { most: 100 })) > 0);
      return signHistory(core, { entries: 1, milliseconds: 0 });
    });
  const removed = async () => {
    await text((args, output) => projectsDelete(args, output, { id: 'shop', confirm: 'The Shop' }));
    await chained();
    const signed: Checkpoint[] = [];
    await within(async (core) => {
      let now = Date.now();
      const later = { ...core, clock: { ...core.clock, now: () => instantOf(now) } };
      while ((await listDeletedProjects(core)).length > 0) {
        const onSigned = (checkpoint: Checkpoint) => void signed.push(checkpoint);
        if ((await removeDeletedProjects(later, { most: 1_000, onSigned })) === 0) now += REQUESTS_END_MS;
      }
    });
    await chained();
    return signed;
  };
  let last: Checkpoint | undefined;

  it('is told as deleted, by the signed end in the history of the server', async () => {
    await create();
    await text((args, output) => usersCreate(args, output, { id: 'ann' }));
    last = (await chained()).find(({ project }) => project === 'shop');
    assert.ok(last);
    assert.equal((await verify([last])).shop?.deleted, undefined);
    await removed();
    for (const project of [undefined, 'shop']) {
      const { ok, shop, lines } = await verify([last], project);
      assert.deepEqual([ok, shop?.findings, shop?.deleted?.position], [true, [], last.position]);
      assert.match(
        lines,
        /^Project shop was deleted on \d{4}-\d\d-\d\d, with \d entr(?:y|ies), which is signed: entry \d+ \(\w{20}\) of the history of the server\.$/m,
      );
      assert.doesNotMatch(lines, /Project shop: /);
    }
  });

  it('is told beside that of a project that has its id since', async () => {
    assert.ok(last);
    await create();
    await text((args, output) => usersCreate(args, output, { id: 'ben' }));
    const [newer] = (await chained()).filter(({ project }) => project === 'shop');
    const { ok, shop, lines } = await verify([last]);
    assert.deepEqual([ok, shop?.entries, shop?.deleted?.position], [true, 1, last.position]);
    assert.match(lines, /^Project shop was deleted.*\nProject shop: 1 entry up to 1/m);
    assert.ok(newer);
    assert.equal((await verify([newer])).shop?.deleted, undefined);
    await removed();
  });

  it('is cut, if nobody has signed that the project was deleted, or if it was shorter then', async () => {
    assert.ok(last);
    const longer = await within(async (core) => {
      const { signature: _, ...end } = last as Checkpoint;
      return signedAnew(core, { ...end, position: end.position + 1, signature: '' });
    });
    assert.partialDeepStrictEqual((await verify([longer])).shop?.findings[0], { kind: 'cut' });
    const engine = await openEngine(database.config(), database.secrets());
    try {
      const forged = `replace(details, '"signature":"', '"signature":"0')`;
      await engine.transact(({ db }) =>
        sql`update audit set details = ${sql.raw(forged)} where act = 'project.remove'`.execute(db),
      );
    } finally {
      await engine.close();
    }
    const { ok, shop } = await verify([last]);
    assert.deepEqual([ok, shop?.deleted], [false, undefined]);
    assert.partialDeepStrictEqual(shop?.findings[0], { kind: 'cut' });
  });
});

type Verdicts = {
  readonly ok: boolean;
  readonly chains: readonly {
    readonly project: string;
    readonly entries: number;
    readonly findings: readonly unknown[];
    readonly deleted?: { readonly position: number };
  }[];
};

onEachEngine('a project that a command deletes', (database) => {
  const server = serving(database);
  const { text } = commandsOn(database, PROJECT);

  it('is unknown to a running server from the next request on', async () => {
    const request = () =>
      call(server.get().endpoint, 'GET', '/users', {
        headers: { 'X-Appwrite-Project': PROJECT, 'X-Appwrite-Key': KEY },
      });
    assert.equal((await request()).status, 200);
    await text((args, output) => projectsDelete(args, output, { id: PROJECT, confirm: PROJECT }));
    const { status, body } = await request();
    assert.deepEqual([status, (body as { type: string }).type], [404, 'project_not_found']);
  });
});
