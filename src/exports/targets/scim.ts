import { type ExportFile, ExportRefused, type ExportUser, type Target } from '../target.ts';

const SCHEMAS = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  list: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  bulk: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
} as const;
/** What servers take in one bulk request at most, usually: RFC 7644 lets each say it. */
const OPERATIONS_AT_MOST = 1_000;

/** Users of SCIM 2.0 (RFC 7643), whose passwords are only ever readable ones. */
export const scim: Target = {
  name: 'scim',
  title: 'SCIM 2.0',
  files: 'users.json (ListResponse); with form=bulk 001.json … of 1,000 POST /Users each',
  takes: [
    ...(['id', 'name', 'username', 'email', 'phone', 'other addresses', 'blocked', 'created'] as const),
    ...(['labels', 'teams'] as const),
  ],
  options: { form: 'list (default), or bulk: requests to POST /Bulk' },
  asksAtFirstSignIn: false,
  write: async ({ users }, sink, { form = 'list' }) => {
    if (form !== 'list' && form !== 'bulk') throw new ExportRefused('The option form takes list or bulk');
    const written = form === 'list' ? listIn(await sink.file('users.json')) : bulkIn(sink.file, sink.step);
    for await (const user of users()) {
      if (
        user.memberships.some(({ roles }) => roles.length > 0) ||
        (form === 'bulk' && user.memberships.length)
      )
        await sink.lost({
          userId: user.id,
          field: 'teams',
          why: form === 'bulk' ? 'a user is created without groups' : 'members of groups have no roles',
        });
      if (form === 'bulk') await sink.lost({ userId: user.id, field: 'created', why: 'the server sets it' });
      await written.add(user);
    }
    await written.end();
  },
};

type Written = { readonly add: (user: ExportUser) => Promise<void>; readonly end: () => Promise<void> };

function listIn(file: ExportFile): Written {
  let count = 0;
  return {
    add: async (user) => {
      const head = count === 0 ? `{"schemas":["${SCHEMAS.list}"],"Resources":[\n` : ',\n';
      count++;
      const { id, createdAt, updatedAt } = user;
      const meta = { resourceType: 'User', created: isoOf(createdAt), lastModified: isoOf(updatedAt) };
      await file.write(`${head}${JSON.stringify({ ...resourceOf(user), id, groups: groupsOf(user), meta })}`);
    },
    end: () => {
      const head = count === 0 ? `{"schemas":["${SCHEMAS.list}"],"Resources":[` : '\n';
      return file.write(`${head}],"totalResults":${count},"itemsPerPage":${count},"startIndex":1}\n`);
    },
  };
}

function bulkIn(open: (name: string) => Promise<ExportFile>, step: (line: string) => void): Written {
  let [files, operations] = [0, 0];
  let file: ExportFile | undefined;
  const end = async () => {
    file ??= await next();
    await file.write('\n]}\n');
  };
  const next = async () => {
    files++;
    const name = `${String(files).padStart(3, '0')}.json`;
    step(
      `curl --fail -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/scim+json' -d @${name} $SCIM/Bulk`,
    );
    const opened = await open(name);
    await opened.write(`{"schemas":["${SCHEMAS.bulk}"],"Operations":[\n`);
    return opened;
  };
  return {
    add: async (user) => {
      if (operations === OPERATIONS_AT_MOST) {
        await end();
        [file, operations] = [undefined, 0];
      }
      file ??= await next();
      const operation = { method: 'POST', path: '/Users', bulkId: user.id, data: resourceOf(user) };
      await file.write(`${operations === 0 ? '' : ',\n'}${JSON.stringify(operation)}`);
      operations++;
    },
    end,
  };
}

function resourceOf(user: ExportUser) {
  const { name, email, phone, otherEmails, otherPhones, labels } = user;
  const primary = (value: string | null) => (value === null ? [] : [{ value, primary: true }]);
  const further = (values: readonly string[]) => values.map((value) => ({ value, primary: false }));
  const phones = [...primary(phone), ...further(otherPhones)];
  const emails = [...primary(email), ...further(otherEmails)];
  return {
    schemas: [SCHEMAS.user],
    externalId: user.id,
    userName: user.username ?? email ?? phone ?? user.id,
    ...(name !== '' && { name: { formatted: name }, displayName: name }),
    active: !user.blocked,
    ...(emails.length > 0 && { emails }),
    // RFC 3966, as RFC 7643 wants them.
    ...(phones.length > 0 && {
      phoneNumbers: phones.map(({ value, primary: isPrimary }) => ({
        value: `tel:${value}`,
        primary: isPrimary,
      })),
    }),
    ...(labels.length > 0 && { roles: labels.map((value) => ({ value })) }),
  };
}

function groupsOf({ memberships }: ExportUser) {
  return memberships.map(({ teamId, teamName }) => ({ value: teamId, display: teamName }));
}

function isoOf(moment: number): string {
  return new Date(moment).toISOString();
}
