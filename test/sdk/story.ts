import type { Mailbox } from '../support/mailbox.ts';
import type { Started } from '../support/server.ts';
import type { Calls, Fields, Kit, ServiceName } from './kits.ts';

/** What is done through a kit, step by step, and what was answered. */
export type Story = {
  readonly kit: Kit;
  readonly to: Started;
  readonly box: Mailbox;
  /** Answers in which whatever differs from run to run is replaced by its name, each behind the step's name. */
  readonly told: (readonly [step: string, answer: unknown])[];
};

/** Does a step and writes down its answer or refusal. */
export async function step(
  { told }: Story,
  calls: Calls,
  method: `${ServiceName}.${string}`,
  input?: Fields,
): Promise<Fields> {
  const [service, name = ''] = method.split('.') as [ServiceName, string];
  try {
    const answer = await calls(service, name, input);
    told.push([method, plain(answer)]);
    return answer as Fields;
  } catch (error) {
    const { message, code, type } = error as Fields;
    told.push([method, { message, code, type }]);
    return {};
  }
}

const random: readonly (readonly [RegExp, string])[] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/, 'a date'],
  [/^[0-9a-f]{20}$/, 'an id'],
  [/^\$argon2id\$/, 'a hash'],
  [/^eyJ/, 'a token'],
  [/^198\.18\.\d+\.\d+$/, 'an address'],
];
const secrets = ['secret', 'phrase', 'uri', 'recoveryCodes'];

/** What the server notes in its own time, behind an answer or only if it can do it soon. */
const inItsTime = /^(accessedAt|userAccessedAt|(os|client|device)[A-Z].*)$/;

/** An answer as plain data. What has no body is nothing, whatever a package makes of it. */
function plain(answer: unknown, name = ''): unknown {
  if (secrets.includes(name)) return answer && `a ${name}`;
  if (inItsTime.test(name)) return `a ${typeof answer}`;
  if (typeof answer === 'string') {
    const named = random.find(([form]) => form.test(answer))?.[1];
    return named ?? answer.replace(/^http:\/\/127\.0\.0\.1:\d+/, 'http://server');
  }
  if (Array.isArray(answer)) return answer.map((one) => plain(one));
  if (typeof answer !== 'object' || answer === null) return answer;
  const fields = Object.entries(answer);
  if (fields.length === 1 && fields[0]?.[0] === 'message' && fields[0][1] === '') return {};
  return Object.fromEntries(fields.map(([field, value]) => [field, plain(value, field)]));
}
