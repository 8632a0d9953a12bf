import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { testFolder } from '../../test/support/folders.ts';
import { until } from '../../test/support/patience.ts';
import { backupName, startBackups } from './backups.ts';

const HOUR_MS = 3_600_000;
const pace = { pollMs: 5, retryMs: HOUR_MS };

onEachEngine('planned backups', (database) => {
  const here = directory(database);

  function planned(keep = 2) {
    const folder = join(testFolder(), 'backups');
    const made: { readonly name: string; readonly isNoted: boolean }[] = [];
    const lines: string[] = [];
    const log = {
      info: (_: object, message: string) => void lines.push(message),
      warn: (fields: object, message: string) => void lines.push(`${message} ${JSON.stringify(fields)}`),
    };
    const fails = { with: undefined as Error | undefined };
    const begin = (plan = { folder, everyMs: HOUR_MS, keep }) =>
      startBackups(
        {
          ...{ core: here.core, log, plan },
          make: async (path, { isNoted }) => {
            if (fails.with) throw fails.with;
            writeFileSync(path, 'a backup');
            made.push({ name: basename(path), isNoted });
            return { bytes: 8, rows: 1 };
          },
        },
        pace,
      );
    return { folder, made, lines, fails, begin };
  }

  it('are made when they are due, and only the newest of its own are kept', async () => {
    const { folder, made, begin } = planned();
    mkdirSync(folder);
    const others = ['denizen.db', 'denizen-20000101T000000Z.backup.txt', 'mine.backup'];
    for (const name of others) writeFileSync(join(folder, name), 'of somebody else');
    const partial = 'denizen-20000101T000000Z.backup.0a1b2c3d4e5f.partial';
    writeFileSync(join(folder, partial), 'half');
    await using backups = begin();
    for (let hour = 1; hour <= 4; hour++) {
      await until(() => made.length === hour && !backups.status().isRunning);
      here.clock.advance(HOUR_MS / 2);
      await sleep(30);
      assert.equal(made.length, hour);
      here.clock.advance(HOUR_MS / 2);
    }
    await backups.stop();
    const kept = made.slice(-2).map(({ name }) => name);
    assert.deepEqual(readdirSync(folder).toSorted(), [...others, ...kept].toSorted());
    assert.ok(made.every(({ isNoted }) => !isNoted));
  });

  it('are made at once when somebody asks, and count from then', async () => {
    const { folder, made, begin } = planned();
    mkdirSync(folder);
    const now = here.clock.now();
    writeFileSync(join(folder, backupName(now - 1_000)), 'before');
    await using backups = begin();
    await until(() => backups.status().last !== null);
    assert.equal(made.length, 0);
    assert.equal(backups.now().isRunning, true);
    await until(() => made.length === 1 && !backups.status().isRunning);
    assert.deepEqual(made, [{ name: backupName(now), isNoted: true }]);
    const { last, failures, error } = backups.status();
    assert.deepEqual([last?.bytes, failures, error], [8, 0, null]);
  });

  it('are made by one of several servers', async () => {
    const { made, begin } = planned(10);
    await using one = begin();
    await using other = begin();
    await until(() => one.status().last !== null && other.status().last !== null);
    await sleep(30);
    assert.equal(made.length, 1);
  });

  it('count what failed, and are tried again when somebody asks', async () => {
    const { made, fails, lines, begin } = planned();
    fails.with = new Error('no space');
    await using backups = begin();
    await until(() => backups.status().failures === 1);
    await sleep(30);
    const { failures, error } = backups.status();
    assert.deepEqual([failures, error], [1, 'no space']);
    assert.match(lines[0] ?? '', /^a backup failed \{"error":"no space"/);
    fails.with = undefined;
    backups.now();
    await until(() => made.length === 1 && !backups.status().isRunning);
    assert.equal(backups.status().error, null);
  });
});
