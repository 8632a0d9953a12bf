import type { Fields } from '../../http/body.ts';
import { queriesInvalid } from '../queries.ts';
import { isWrittenQuery, readWrittenQuery } from '../query-text.ts';
import type { Format, Json } from './format.ts';

const LIMIT_AT_MOST = 100;
const lists = ['user', 'team', 'membership', 'log', 'session', 'identity', 'target'].map(
  (name) => `${name}List`,
);

/** 1.4: error messages quote parameters with backticks; `limit` begins at 1 and goes further. */
export const before140: Format = {
  below: [1, 4, 0],
  everyRequest: withOneRow,
  answers: Object.fromEntries(lists.map((list) => [list, withoutRows])),
  refusals: (refusal, { words }) =>
    typeof words === 'string' ? refusal : { ...refusal, message: `Invalid ${words.param}: ${words.problem}` },
};

/** `limit(0)` was legal, and `limit` ended at 100. Fetches one row, which `withoutRows` drops. */
function withOneRow(fields: Fields): Fields {
  const { queries } = fields;
  if (!Array.isArray(queries)) return fields;
  return { ...fields, queries: queries.map((query) => (limitIn(query) === 0 ? 'limit(1)' : query)) };
}

function withoutRows(answer: Json, { queries }: Fields): Json {
  // The first of several counts.
  const first = Array.isArray(queries)
    ? queries.map(limitIn).find((limit) => limit !== undefined)
    : undefined;
  if (first !== 0) return answer;
  const entries = Object.entries(answer);
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? [] : value]));
}

/** The value of a query for `limit` in text. Refuses one out of its range. */
function limitIn(query: unknown): number | undefined {
  if (typeof query !== 'string' || !isWrittenQuery(query)) return undefined;
  const written = readWrittenQuery(query);
  const [value] = written?.values ?? [];
  if (written?.method !== 'limit' || !Number.isInteger(value)) return undefined;
  const limit = Number(value);
  if (limit >= 0 && limit <= LIMIT_AT_MOST) return limit;
  throw queriesInvalid(`Invalid limit: Value must be a valid range between 0 and ${LIMIT_AT_MOST}`);
}
