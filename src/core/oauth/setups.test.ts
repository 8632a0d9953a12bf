import assert from 'node:assert/strict';
import { it } from 'node:test';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { getEnabledProvider, setProvider } from './provider-configs.ts';

onEachEngine('setProvider', (database) => {
  const here = directory(database);
  const set = (secret: string | undefined, clientId: string) =>
    setProvider(here.core, here.actor, { key: 'github', clientId, secret, options: [], enabled: true });

  it('never restores an earlier secret that a concurrent call replaces', async () => {
    await set('old', 'first');
    const secrets = Array.from({ length: 21 }, (_, at) => (at === 10 ? 'new' : undefined));
    await Promise.all(secrets.map((secret, at) => set(secret, `client ${at}`)));
    const { config } = await getEnabledProvider(here.core, here.actor, 'github');
    assert.equal(config.secret, 'new');
  });
});
