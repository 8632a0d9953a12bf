import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import type { Page } from 'playwright-core';
import { consoleOf, faultsOf, pathOf, settled } from '../../support/console.ts';
import { adminCookie } from '../../support/console-admins.ts';
import { signIn, v1 } from '../../support/console-people.ts';
import { onLargeDirectory } from '../../support/large-directory.ts';

const LOADED_MS = 250;

type Shown = {
  readonly path: string;
  readonly buttons?: readonly string[];
  /** Whether the address alone opens a dialog that changes something. */
  readonly isDialog?: boolean;
};

/** What owners are offered, and readers are not. */
const offers: readonly Shown[] = [
  { path: pathOf('users'), buttons: ['New user', 'Export'] },
  { path: pathOf('users?do=create'), isDialog: true },
  {
    path: pathOf('users/ann'),
    buttons: ['Block', 'Edit', 'More acts'],
  },
  { path: pathOf('users/ann?tab=credentials'), buttons: ['Set a password'] },
  { path: pathOf('users/ann?tab=sessions'), buttons: ['End all sessions'] },
  { path: pathOf('users/ann?tab=preferences'), buttons: ['Save preferences'] },
  { path: pathOf('users/ann?do=delete'), isDialog: true },
  { path: pathOf('sessions'), buttons: ['End all sessions…'] },
  { path: pathOf('sessions?open=end'), isDialog: true },
  { path: pathOf('teams'), buttons: ['New team'] },
  { path: pathOf('teams?open=new'), isDialog: true },
  { path: pathOf('teams/crew'), buttons: ['Rename', 'Delete team', 'Add member'] },
  { path: pathOf('teams/crew?open=add'), isDialog: true },
  { path: pathOf('teams/crew?open=name'), isDialog: true },
  { path: pathOf('jobs'), buttons: ['New job', 'Undo'] },
  { path: pathOf('users/ann?do=erase'), isDialog: true },
  { path: pathOf('imports'), buttons: ['New import'] },
  { path: pathOf('platforms'), buttons: ['Add host', 'Remove app.example.com'] },
  { path: pathOf('platforms?open=new'), isDialog: true },
  { path: pathOf('migrations'), buttons: ['Test', 'Change', 'Ask no more'] },
  { path: pathOf('migrations?do=set'), isDialog: true },
  { path: pathOf('migrations?do=test'), isDialog: true },
  { path: pathOf('messages'), buttons: ['Test mail'] },
  { path: pathOf('messages?open=test'), isDialog: true },
  { path: pathOf('keys?open=new'), isDialog: true },
  { path: '/admins?open=invite', isDialog: true },
];

onLargeDirectory('a role', (database) => {
  const { open, api, server } = consoleOf(database);

  before(async () => {
    const { base } = server();
    for (const id of ['ann', 'ben']) await signIn(base, { id, name: id });
    await v1(base, '/teams', { body: { teamId: 'crew', name: 'Crew' } });
    await api('POST', pathOf('platforms'), { host: 'app.example.com' });
    await api('PUT', pathOf('migrations/asked'), {
      ...{ system: 'url', url: 'https://old.example.com/', asks: ['pending'] },
    });
    const job = { act: 'block', target: { ids: ['ben'] } };
    const { digest } = (await api('POST', pathOf('jobs/preview'), job)) as { readonly digest: string };
    await api('POST', pathOf('jobs'), { ...job, digest });
  });

  const offered = async (page: Page, { path, buttons = [], isDialog = false }: Shown, isOwner: boolean) => {
    await page.goto(`${server().base}/console${path}`);
    await settled(page);
    const wanted = [
      ...buttons.map((name) => [name, page.getByRole('button', { name, exact: true })] as const),
      ...(isDialog ? [['dialog', page.getByRole('dialog')] as const] : []),
    ];
    const found: string[] = [];
    // Owners find all of it: how long that takes is how long readers wait for nothing.
    if (isOwner) for (const [, control] of wanted) await control.first().waitFor();
    else await page.waitForTimeout(LOADED_MS);
    for (const [name, control] of wanted) if ((await control.count()) > 0) found.push(`${path}: ${name}`);
    return found;
  };

  it('sees what it may do, and nothing else', async () => {
    const as = async (cookie?: string) => {
      const page = await open(pathOf('overview'), cookie === undefined ? {} : { cookie });
      const found: string[] = [];
      for (const shown of offers) found.push(...(await offered(page, shown, cookie === undefined)));
      assert.deepEqual(faultsOf(page), []);
      await page.close();
      return found;
    };
    await as();
    // Auditors read everything but messages, which support reads. Support may block users and end their sessions.
    assert.deepEqual(await as(await adminCookie(server().base, api, 'auditor')), []);
    const support = await as(await adminCookie(server().base, api, 'support'));
    assert.deepEqual(
      support.filter((each) => !each.startsWith(pathOf('users/ann'))),
      [],
    );
  });
});
