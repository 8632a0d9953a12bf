import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FailureData } from '../core/failure.ts';
import type { Scope } from '../core/keys/scopes.ts';
import { adviceLog } from './advice.ts';
import type { HttpRequest } from './exchange.ts';

it('logs what an operator can mend with the remedy, once a minute at most for each kind and project', () => {
  let now = 0;
  const lines: string[] = [];
  const advise = adviceLog(
    { warn: (fields, message) => lines.push(`${JSON.stringify(fields)} ${message}`) },
    () => now,
  );
  const refuse = (failure: FailureData, project = 'shop') =>
    // Cast: what advice reads of a request.
    advise({
      refusal: { code: failure.code, failure },
      caller: { kind: 'key', project: { id: project } },
    } as HttpRequest);
  const missing = { caller: 'key', project: 'shop', scopes: ['users.read', 'users.write'] } as const;
  for (let second = 0; second < 120; second += 10) {
    now = second * 1_000;
    refuse({ code: 'scope_missing', missing });
    refuse({ code: 'auth_method_disabled' });
  }
  refuse({ code: 'auth_method_disabled' }, 'other');
  assert.deepEqual(
    lines.map((line) => line.slice(0, 70)),
    [
      '{"refused":"scope_missing","project":"shop"} A key lacks the scope use',
      '{"refused":"auth_method_disabled","project":"shop"} The project has cl',
      '{"refused":"scope_missing","project":"shop"} A key lacks the scope use',
      '{"refused":"auth_method_disabled","project":"shop"} The project has cl',
      '{"refused":"auth_method_disabled","project":"other"} The project has c',
    ],
  );
  assert.match(lines[0] ?? '', /denizen keys create --project shop --scopes users\.read\.$/);
  assert.match(lines[1] ?? '', /denizen projects set shop disabledAuthMethods=default\.$/);
  refuse({ code: 'auth_method_disabled', by: 'mfaFactors' }, 'third');
  assert.match(lines.at(-1) ?? '', /denizen projects set third mfaFactors=default\.$/);
  refuse({ code: 'auth_method_disabled', by: 'contracts' }, 'fourth');
  assert.match(lines.at(-1) ?? '', /denizen migrations show --project fourth\.$/);
});

it('names no scope that no key can have', () => {
  const lines: string[] = [];
  const advise = adviceLog({ warn: (_, message) => lines.push(message) }, () => 0);
  const refuse = (scopes: readonly Scope[], project: string) =>
    // Cast: as above.
    advise({
      refusal: {
        code: 'scope_missing',
        failure: { code: 'scope_missing', missing: { caller: 'key', project, scopes } },
      },
      caller: { kind: 'key', project: { id: project } },
    } as HttpRequest);
  refuse(['account'], 'shop');
  refuse(['account', 'users.read'], 'other');
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /lacks the scope users\.read\. Make one .* --scopes users\.read\.$/);
});

it('says nothing of what a caller alone can mend, and remembers a bounded number of projects', () => {
  const lines: string[] = [];
  const advise = adviceLog({ warn: (_, message) => lines.push(message) }, () => 0);
  const refuse = (failure: FailureData, project: string) =>
    // Cast: as above.
    advise({
      refusal: { code: failure.code, failure },
      caller: { kind: 'guest', project: { id: project } },
    } as HttpRequest);
  refuse({ code: 'credentials_wrong' }, 'shop');
  refuse(
    { code: 'scope_missing', missing: { caller: 'guest', project: 'shop', scopes: ['users.read'] } },
    'shop',
  );
  refuse({ code: 'argument_invalid', field: 'name', rule: 'required' }, 'shop');
  assert.deepEqual(lines, []);
  for (let at = 0; at < 3_000; at++) refuse({ code: 'mail_disabled' }, `p${at}`);
  refuse({ code: 'mail_disabled' }, 'p2999');
  assert.equal(lines.length, 3_000);
  refuse({ code: 'mail_disabled' }, 'p0');
  assert.equal(lines.length, 3_001);
});
