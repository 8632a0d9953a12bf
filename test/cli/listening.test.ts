import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConfig } from '../../src/config.ts';
import { listeningAt, open } from '../../src/open.ts';

const IN_MEMORY = { DENIZEN_DATABASE: 'sqlite::memory:' };

describe('where links lead for which nobody named a page', () => {
  const ownUrl = async (settings: Record<string, string>, port?: number) => {
    const { config, secrets } = readConfig({ ...IN_MEMORY, ...settings });
    await using opened = await open(config, secrets, { migrate: true });
    if (port !== undefined) opened.listensAt(listeningAt(config, port));
    return opened.core.urls.ownUrl().href;
  };

  it('is where the server listens, or will', async () => {
    assert.deepEqual(
      [
        await ownUrl({ DENIZEN_PORT: '4000' }),
        await ownUrl({ DENIZEN_HOST: '127.0.0.1', DENIZEN_PORT: '4000' }),
        await ownUrl({ DENIZEN_HOST: '127.0.0.1', DENIZEN_PORT: '0' }, 4321),
        await ownUrl({ DENIZEN_HOST: '0.0.0.0', DENIZEN_PORT: '4000' }),
        await ownUrl({ DENIZEN_HOST: '::', DENIZEN_PORT: '4000' }),
        await ownUrl({ DENIZEN_HOST: '::1', DENIZEN_PORT: '4000' }),
      ],
      [
        'http://localhost:4000/',
        'http://127.0.0.1:4000/',
        'http://127.0.0.1:4321/',
        'http://localhost:4000/',
        'http://localhost:4000/',
        'http://[::1]:4000/',
      ],
    );
  });

  it('is the public address where there is one', async () => {
    assert.equal(
      await ownUrl({ DENIZEN_PUBLIC_URL: 'https://id.example.com' }, 4321),
      'https://id.example.com/',
    );
  });
});
