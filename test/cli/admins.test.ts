import assert from 'node:assert/strict';
import { it } from 'node:test';
import {
  type AdminInput,
  adminsCreate,
  adminsInvite,
  adminsList,
  adminsRemove,
  adminsReset,
} from '../../src/cli/admins.ts';
import { acceptLink, showLink } from '../../src/core/admins/links.ts';
import { open, systemActor } from '../../src/open.ts';
import { commandsOn } from '../support/commands.ts';
import { onEachEngine } from '../support/engines.ts';
import { folder, run } from '../support/program.ts';

type Linked = { id: string; link: string };

const PASSWORD = 'a long enough pass phrase';

onEachEngine('administrators on the command line', (database) => {
  const home = folder();
  const { settings, text, json } = commandsOn(database);
  const invite = (input: Partial<AdminInput>) =>
    json<Linked>((args, output) =>
      adminsInvite(args, output, { email: 'ben@example.com', roles: ['auditor'], ...input }),
    );
  const kindOf = async (link: string) => {
    const { config, secrets } = settings();
    await using opened = await open(config, secrets, { migrate: false });
    return (await showLink(opened.core, link.split('=')[1] ?? '')).kind;
  };

  it('creates one with a password from standard input, which is printed nowhere', async () => {
    const variables = { DENIZEN_DATABASE: database.setting(), DENIZEN_SECRET: settings().secrets.seal ?? '' };
    const ended = await run('admins create ann@example.com --role owner --password-file -', variables, {
      ...{ folder: home(), input: `${PASSWORD}\n` },
    });
    assert.deepEqual(ended, { code: 0, output: 'Created ann@example.com: owner.\n', errors: '' });
  });

  it('refuses to create one where no password can be asked for, and names that are no roles', async () => {
    const create = (input: Partial<AdminInput>) =>
      text((args, output) =>
        adminsCreate(args, output, { email: 'eve@example.com', roles: ['owner'], ...input }),
      );
    await assert.rejects(create({}), { message: /pass it with --password-file/ });
    await assert.rejects(create({ roles: [] }), { message: /^Name a role with --role/ });
    await assert.rejects(create({ roles: ['king'] }), { message: /^--role takes one of owner/ });
    await assert.rejects(create({ email: 'eve' }), { message: '"eve" is no email address.' });
    await assert.rejects(invite({ roles: ['support@nowhere'] }), { code: 'project_not_found' });
  });

  it('invites one by a link to the console, and resets by another', async () => {
    const { link } = await invite({});
    assert.match(link, /^http:\/\/localhost:4100\/console\/#invite=[0-9a-f]{64}$/);
    assert.equal(await kindOf(link), 'invite');
    await assert.rejects(invite({}), { code: 'admin_exists' });
    const reset = (email: string) => json<Linked>((args, output) => adminsReset(args, output, email));
    const again = await reset('ben@example.com');
    await assert.rejects(kindOf(link), { code: 'link_invalid' });
    assert.equal(await kindOf(again.link), 'invite');
    const { config, secrets } = settings();
    {
      await using opened = await open(config, secrets, { migrate: false });
      const secret = again.link.split('=')[1] ?? '';
      await acceptLink(opened.core, systemActor('system'), { secret, password: PASSWORD });
    }
    assert.match((await reset('ben@example.com')).link, /#reset=/);
    await assert.rejects(reset('nobody@example.com'), { code: 'admin_not_found' });
  });

  it('lists and removes them, but not the last owner', async () => {
    const remove = (email: string, yes = true) =>
      text((args, output) => adminsRemove(args, output, { email, yes }));
    const listed = async () =>
      (await json<{ email: string; grants: unknown }[]>((args, output) => adminsList(args, output))).map(
        ({ email, grants }) => [email, grants],
      );
    const ann = ['ann@example.com', [{ project: null, role: 'owner' }]];
    assert.deepEqual(await listed(), [ann, ['ben@example.com', [{ project: null, role: 'auditor' }]]]);
    await assert.rejects(remove('ann@example.com'), { code: 'last_owner' });
    await assert.rejects(remove('ben@example.com', false), { message: /add --yes\.$/ });
    assert.equal(await remove('ben@example.com'), 'Removed ben@example.com.\n');
    assert.deepEqual(await listed(), [ann]);
  });
});
