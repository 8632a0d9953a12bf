import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { placement } from './placement.ts';
import { classOf, StatementTimes } from './statement-times.ts';

describe('statement times', () => {
  it('classes statements by command and first table', () => {
    const classes = [
      'select * from "users" where "id" = ?',
      'SELECT count(*) FROM (select "id" from "audit" limit 5) as some',
      'insert into "sessions" ("id") values (?)',
      'update only users set name = ?',
      'delete from "tokens" where "id" in (select "id" from "users")',
      'with due as (select id from outbox) select * from due',
      'begin immediate',
      'pragma user_version',
      'vacuum into ?',
    ].map((text) => Object.values(classOf(text)).join(' '));
    assert.deepEqual(classes, [
      'select users',
      'select audit',
      'insert sessions',
      'update users',
      'delete tokens',
      'select outbox',
      'begin ',
      'other ',
      'other ',
    ]);
  });

  it('has as many classes as there are commands and tables, whatever the texts are', () => {
    const times = new StatementTimes();
    for (let at = 0; at < 5_000; at++) {
      times.add(times.of(`select ${at} from canary_${at}`), performance.now(), false);
      times.add(times.of(`canary${at} from users`), performance.now(), true);
    }
    assert.deepEqual(
      times.all().map(({ operation, table, count, errors }) => [operation, table, count, errors]),
      [
        ['select', '', 5_000, 0],
        ['other', 'users', 5_000, 5_000],
      ],
    );
    assert.ok(Object.keys(placement).length < 100);
  });
});
