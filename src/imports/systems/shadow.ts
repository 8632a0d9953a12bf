import { headOf } from '../files.ts';
import { type ColonRow, colonRowsOf } from '../readers/colon-lines.ts';
import { itemsOf, RelatedRecords, skipped, sourceTeam, sourceUser } from '../records.ts';
import { ImportRefused, type SourceFile, type SourceItem, type SourceUser, type System } from '../source.ts';
import { textOf } from '../values/scalars.ts';

/** Lower ones are the system's own accounts and groups. */
const LEAST_ID = 1_000;
const NOBODY = 65_534;
const DAY = 86_400_000;

type Kind = 'passwd' | 'shadow' | 'group';
type Fields = Extract<ColonRow, { readonly fields: unknown }>;

/** How many fields the lines of each file have. */
const WIDTHS: Readonly<Record<Kind, number>> = { passwd: 7, shadow: 9, group: 4 };

/** `/etc/passwd` with `/etc/shadow` and `/etc/group`. */
export const shadow: System = {
  name: 'shadow',
  title: 'Linux accounts (/etc/shadow)',
  files: 'passwd, shadow, group',
  carries: ['passwords', 'usernames', 'teams'],
  detect: (head, name) =>
    /^g?shadow|^passwd|^group$/.test(name) || kindOf(head) === 'shadow' || kindOf(head) === 'passwd',
  read: async function* (files, _options, scratch) {
    using related = new RelatedRecords(scratch);
    const kinds: [SourceFile, Kind][] = [];
    for (const file of files) {
      const kind = kindOf(await headOf(file));
      if (!kind) throw new ImportRefused(`${file.name} is neither passwd nor shadow nor group.`);
      kinds.push([file, kind]);
    }
    const rows = (file: SourceFile, kind: Kind) =>
      colonRowsOf(file, { least: WIDTHS[kind], most: WIDTHS[kind] });
    const users = kinds.some(([, kind]) => kind === 'passwd') ? 'passwd' : 'shadow';
    for (const [file, kind] of kinds)
      if (kind !== users) yield* itemsOf(rows(file, kind), (row) => addRelated(row, kind, related));
    for (const [file, kind] of kinds)
      if (kind === users)
        yield* itemsOf(
          rows(file, kind),
          (row) => (kind === 'passwd' ? ofPasswd(row, related) : ofShadow(row)),
          ({ fields }) => fields[0],
        );
  },
};

function kindOf(head: string): Kind | undefined {
  const line = head.split('\n').find((text) => text.trim() !== '' && !text.startsWith('#')) ?? '';
  const fields = line.split(':');
  if (fields.length === WIDTHS.passwd && /^\d+$/.test(fields[2] ?? '')) return 'passwd';
  if (fields.length === WIDTHS.shadow && /^\d*$/.test(fields[2] ?? '')) return 'shadow';
  return fields.length === WIDTHS.group && /^\d+$/.test(fields[2] ?? '') ? 'group' : undefined;
}

function addRelated(row: Fields, kind: Kind, related: RelatedRecords): SourceItem | undefined {
  const [name, second, id = '', members = ''] = row.fields;
  if (kind === 'shadow') {
    related.add('shadow', name, { place: row.place, record: { fields: row.fields } });
    return undefined;
  }
  // The private group of a user has no members here.
  if (Number(id) < LEAST_ID || Number(id) === NOBODY || members === '') return undefined;
  for (const member of members.split(','))
    related.add('members', member, { place: row.place, record: { name } });
  return second === undefined ? undefined : sourceTeam(row.place, name, { name });
}

function ofPasswd({ place, fields }: Fields, related: RelatedRecords): SourceItem {
  const [name, inPlace, uid = '', , gecos = ''] = fields;
  const number = Number(uid);
  if (number < LEAST_ID) return skipped(place, uid, `uid below ${LEAST_ID}`);
  if (number === NOBODY) return skipped(place, uid, 'nobody');
  const [found] = related.of('shadow', name);
  const line = (found?.fields as readonly string[] | undefined) ?? [name ?? '', inPlace ?? ''];
  return sourceUser(place, uid || undefined, {
    username: name,
    name: textOf(gecos.split(',')[0]?.trim(), 'gecos'),
    ...accountOf(line),
    teams: related.of('members', name).map((group) => ({ team: String(group.name), roles: [] })),
  });
}

/** Without `passwd`, accounts that have or had a password are users. */
function ofShadow({ place, fields }: Fields): SourceItem {
  const [name, stored = ''] = fields;
  if (/^[!*]*$/.test(stored) || stored === 'x')
    return skipped(place, name ?? '', 'no password, perhaps a system account');
  return sourceUser(place, name || undefined, { username: name, ...accountOf(fields) });
}

function accountOf(
  fields: readonly string[],
): Pick<SourceUser, 'password' | 'blocked' | 'passwordUpdatedAt'> {
  const [, stored = '', changed, , , , , expires] = fields;
  const hash = stored.replace(/^[!*]+/, '');
  const isExpired = Boolean(expires) && Number(expires) * DAY < Date.now();
  return {
    // An empty field needs no password at the source, an `x` says that it is elsewhere: neither is one.
    password:
      hash === '' || hash === 'x'
        ? null
        : { family: 'crypt', scheme: /^\$([^$]+)\$/.exec(hash)?.[1] ?? 'des', stored: hash },
    blocked: /^!/.test(stored) || isExpired,
    ...(changed && hash ? { passwordUpdatedAt: Number(changed) * DAY } : {}),
  };
}
