import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { downgradeResponse } from '../../src/appwrite/formats/downgrade-response.ts';
import { requestedFormat } from '../../src/appwrite/formats/requested-format.ts';
import { identityModel } from '../../src/appwrite/models/identity.ts';
import { logModel } from '../../src/appwrite/models/log.ts';
import { routes } from '../../src/appwrite/routes.ts';
import { type ExpectedByFormat, lists, models, unchanged } from './formats-expected.ts';

/** Every version that a client is known to send, and those between which something changed. */
const versions = [
  '0.8.0',
  '0.9.0',
  '0.10.0',
  '0.11.0',
  '0.12.0',
  '0.13.0',
  '0.14.0',
  '0.15.0',
  '1.0.0',
  '1.2.1',
  '1.3.0',
  '1.4.0',
  '1.5.0',
  '1.6.0',
  '1.7.0',
  '1.8.0',
  '1.9.0',
  '1.9.2',
  '1.9.4',
  '1.9.5',
  '1.9.6',
  '2.0.0',
  '2.3.0',
];

describe('an answer in an older format', () => {
  for (const version of versions) {
    for (const [name, pictures] of Object.entries(models)) {
      it(`of ${version} has ${name} as it was`, () => {
        assert.deepEqual(answered(version, name, newest(pictures)), at(pictures, version));
      });
    }

    for (const [name, [field, rows, counts]] of Object.entries(lists)) {
      it(`of ${version} has ${name} as it was`, () => {
        const list = { total: 1, [field]: [newest(rows)] };
        const count = at(counts, version);
        const expected = { ...(count !== '' && { [count]: 1 }), [field]: [at(rows, version)] };
        assert.deepEqual(answered(version, name, list), expected);
      });
    }

    it(`of ${version} ${version < '1' ? 'counts up to 5,000' : 'has the whole count'}`, () => {
      for (const name of ['userList', 'teamList']) {
        const [field = ''] = lists[name] ?? [];
        const answer = answered(version, name, { total: 7_000, [field]: [] });
        const [total] = Object.values(answer as Record<string, unknown>).filter(Number.isInteger);
        assert.equal(total, version < '1' ? 5_000 : 7_000);
      }
    });

    it(`of ${version} has everything else as it is`, () => {
      const names = Object.keys(unchanged);
      const answers = names.map((name) => [name, answered(version, name, unchanged[name])]);
      assert.deepEqual(Object.fromEntries(answers), unchanged);
    });
  }

  it('has a picture of every model, with every field that the model has', () => {
    const served = routes.flatMap(({ output }) => output.model ?? []);
    const fields = Object.fromEntries(
      [...served, logModel, identityModel].map(({ name, schema }) => [name, fieldsOf(schema)]),
    );
    const pictured = { ...newestOf(models), ...newestOfLists(), ...unchanged };
    const shown = Object.entries(pictured).map(([name, picture]) => [name, namesIn(name, picture)]);
    assert.deepEqual(Object.fromEntries(shown), fields);
  });

  it('tells users who are new, verified and blocked apart before 0.12', () => {
    const states = [
      { status: true, emailVerification: false },
      { status: true, emailVerification: true },
      { status: false, emailVerification: true },
    ];
    const statuses = states.map((user) => (answered('0.11.0', 'user', user) as { status: number }).status);
    assert.deepEqual(statuses, [0, 1, 2]);
  });

  it('shows the last seven days of a month to whoever asks for a week', () => {
    const days = Array.from({ length: 30 }, (_, at) => ({ date: `day ${at}`, value: at === 29 ? 1 : 0 }));
    const usage = { range: '30d', usersTotal: 5, sessionsTotal: 0, users: days, sessions: days };
    const { steps } = requestedFormat({ 'x-appwrite-response-format': '1.0.0' }, '/v1/users/usage');
    const answer = downgradeResponse(steps, 'usageUsers', usage, { range: '7d' }) as Record<
      string,
      unknown[]
    >;
    const lengths = Object.fromEntries(Object.entries(answer).map(([name, { length }]) => [name, length]));
    assert.deepEqual(
      [answer.range, answer.usersCount?.at(-1), answer.usersCount?.[0], lengths.usersRead],
      ['7d', { date: 'day 29', value: 5 }, { date: 'day 23', value: 4 }, 7],
    );
  });
});

function answered(version: string, model: string, answer: unknown): unknown {
  const { steps } = requestedFormat({ 'x-appwrite-response-format': version }, '/v1/users');
  return downgradeResponse(steps, model, answer, {});
}

/** What holds in a version: what was said last before it. */
function at<T>(said: Readonly<Record<string, T>>, version: string): T {
  const numbers = (text: string) =>
    text
      .split('.')
      .map((part) => part.padStart(4, '0'))
      .join('.');
  const since = Object.keys(said).filter((from) => numbers(from) <= numbers(version));
  return (said[since.at(-1) ?? ''] ?? Object.values(said)[0]) as T;
}

function newest(pictures: ExpectedByFormat): unknown {
  return Object.values(pictures).at(-1);
}

function newestOf(all: Readonly<Record<string, ExpectedByFormat>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(all).map(([name, pictures]) => [name, newest(pictures)]));
}

function newestOfLists(): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(lists).map(([name, [field, rows]]) => [name, { total: 1, [field]: [newest(rows)] }]),
  );
}

/** Preferences are everybody's own, and a word is no object. */
function fieldsOf(schema: unknown): readonly string[] {
  return Object.keys((schema as { readonly shape?: object }).shape ?? {}).sort();
}

function namesIn(name: string, picture: unknown): readonly string[] {
  return typeof picture === 'string' || name === 'preferences' ? [] : Object.keys(picture as object).sort();
}
