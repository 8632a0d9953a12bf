import assert from 'node:assert/strict';
import { it } from 'node:test';
import { textOf } from './log-text.ts';

const ESCAPE = String.fromCharCode(27);
/** What a terminal would obey: control characters but the end of a line. */
const isControl = (text: string) => [...text].some((each) => /\p{Cc}/u.test(each) && each !== '\n');

const REQUEST = JSON.stringify({
  ...{ level: 30, time: '2026-11-29T18:49:36.095Z', reqId: 'r-1', method: 'POST', path: '/v1/users' },
  ...{ status: 401, ms: 85.5, bytes: 134, format: 'json', ip: '203.0.113.7' },
  ...{ caller: 'user', callerId: 'ann', project: 'shop', refused: 'scope_missing', msg: 'request' },
});

it('writes lines for people', () => {
  assert.equal(
    textOf(REQUEST, false),
    '18:49:36.095 INFO  401 POST /v1/users 85.5 ms 134 B json 203.0.113.7 user ann reqId=r-1 project=shop refused=scope_missing',
  );
  const warning = { level: 40, time: '2026-11-29T18:49:36.095Z', worker: 2, error: 'no answer', msg: 'late' };
  assert.equal(textOf(JSON.stringify(warning), false), '18:49:36.095 WARN  late worker=2 error="no answer"');
  const failed = {
    level: 50,
    time: '',
    error: { name: 'Error', message: 'm', stack: 'Error: m\n at a' },
    msg: 'failed',
  };
  assert.equal(textOf(JSON.stringify(failed), false), ' ERROR failed\n    Error: m\n     at a');
});

it('has colours only when it may, and passes nothing on that a terminal would obey', () => {
  assert.ok(textOf(REQUEST, true).includes(`${ESCAPE}[33m401${ESCAPE}[0m`));
  const hostile = {
    level: 30,
    time: '',
    path: '/\u001b[2J\u0007',
    method: 'GET',
    status: 404,
    ms: 1,
    bytes: 0,
    msg: 'request',
  };
  for (const line of [
    JSON.stringify(hostile),
    'no json \u001b[2J',
    JSON.stringify({ msg: '\u009b2J', at: '\u001b]0;x' }),
  ])
    assert.equal(isControl(textOf(line, false)), false);
});
