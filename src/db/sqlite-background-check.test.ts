import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { it, type TestContext } from 'node:test';
import { testFolder } from '../../test/support/folders.ts';
import { until } from '../../test/support/patience.ts';
import { createDamage } from './damage.ts';
import { startSqliteChecks } from './sqlite-background-check.ts';
import { isAlive, startCheckThread } from './sqlite-check-thread.ts';

function file(t: TestContext, text: string) {
  const path = join(testFolder(), 'denizen.db');
  const db = new DatabaseSync(path);
  t.after(() => db.close());
  db.exec(text);
  return path;
}

it('the first check runs in the thread that was started for it', async (t) => {
  const prepared = startCheckThread();
  const checks = startSqliteChecks(file(t, 'create table t (a text)'), createDamage(), prepared);
  t.after(() => checks.stop());
  await until(() => checks.progress().finishedAt !== undefined);
  await until(() => !isAlive(prepared));
});

it('the first check runs in another thread if that one has ended', async (t) => {
  const prepared = startCheckThread();
  await Promise.all([once(prepared, 'exit'), prepared.terminate()]);
  const checks = startSqliteChecks(file(t, 'create table t (a text)'), createDamage(), prepared);
  t.after(() => checks.stop());
  await until(() => checks.progress().finishedAt !== undefined);
});
