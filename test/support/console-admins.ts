/** Admins of each role, for the pages of the console. */
import { apiCall, type Console, cookieOf } from './console.ts';

const PASSWORD = 'a lantern at the quiet harbour';

type Invited = { readonly link: string };

/** Invites an admin who has a role in all projects, and returns the cookie of a session. */
export async function adminCookie(base: string, api: Console['api'], role: string): Promise<string> {
  const email = `${role}@example.com`;
  const { link } = (await api('POST', '/admins', { email, grants: [{ project: null, role }] })) as Invited;
  const secret = link.split('=')[1] ?? '';
  await apiCall(base, '', { method: 'POST', path: '/links/accept', body: { secret, password: PASSWORD } });
  return cookieOf(base, { email, password: PASSWORD });
}
