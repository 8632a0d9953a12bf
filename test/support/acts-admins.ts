import { createAdmin, listAdmins, setGrants } from '../../src/core/admins/admins.ts';
import { acceptLink, createResetLink } from '../../src/core/admins/links.ts';
import { emailOf } from '../../src/core/users/email.ts';
import type { Step } from './acts.ts';
import type { Directory } from './directory.ts';

const email = emailOf('ann@example.com') as never;
const grants = [{ project: null, role: 'owner' }] as const;
const adminId = async ({ core }: Directory) => (await listAdmins(core))[0]?.id ?? '';

/** Administrators, whose entries are in the history of the server itself. Passwords contain the canary. */
export const adminSteps = (canary: string): readonly Step[] => {
  let secret = '';
  const of = { in: '', user: adminId } as const;
  return [
    {
      ...of,
      act: 'admin.create',
      run: ({ core }, actor) =>
        createAdmin(core, actor, { email, grants, password: `${canary}-of-an-admin` }),
      details: () => ({ grants: ['owner'] }),
    },
    {
      ...of,
      act: 'admin.update',
      run: async (here, actor) => setGrants(here.core, actor, { id: await adminId(here), grants }),
      details: () => ({ grants: ['owner'] }),
    },
    {
      ...of,
      act: 'admin.link.create',
      run: async (here, actor) => {
        secret = await createResetLink(here.core, actor, await adminId(here));
      },
      details: () => ({ kind: 'reset' }),
    },
    {
      ...of,
      act: 'admin.link.use',
      run: ({ core }, actor) => acceptLink(core, actor, { secret, password: `${canary}-of-an-admin-2` }),
      details: () => ({ kind: 'reset' }),
    },
  ];
};
