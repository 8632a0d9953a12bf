import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { platformsAdd, platformsRemove } from '../../src/cli/platforms.ts';
import { projectsCreate } from '../../src/cli/projects.ts';
import { onEachEngine } from '../support/engines.ts';

const hosts = Array.from({ length: 20 }, (_, at) => `h${at}.example`);

onEachEngine('platforms', (database) => {
  const settings = () => ({
    config: { ...database.config(), project: 'shop' },
    secrets: { ...database.secrets(), secret: 'a secret for tests, and long enough' },
  });
  /** Runs a command and returns what it prints as JSON. */
  const printed = async (command: (output: Parameters<typeof platformsAdd>[1]) => Promise<void>) => {
    const lines: string[] = [];
    await command({
      json: true,
      command: 'denizen',
      write: (text) => void lines.push(text),
      drained: async () => true,
    });
    return JSON.parse(lines.join('')) as unknown;
  };
  const add = (host: string) => printed((output) => platformsAdd(settings(), output, { kind: 'web', host }));
  const remove = (host: string) => printed((output) => platformsRemove(settings(), output, host));

  before(async () => {
    await printed((output) => projectsCreate(settings(), output, { id: 'shop', name: undefined }));
  });

  it('of twenty that are added at the same time all stand', async () => {
    await Promise.all(hosts.map(add));
    assert.deepEqual(new Set((await add('last.example')) as string[]), new Set([...hosts, 'last.example']));
  });

  it('of twenty that are removed at the same time none stands', async () => {
    await Promise.all(hosts.map(remove));
    assert.deepEqual(await remove('last.example'), []);
  });
});
