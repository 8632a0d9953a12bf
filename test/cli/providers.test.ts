import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { testFolder } from '../support/folders.ts';
import { run } from '../support/program.ts';

const SECRET = 'canary-7f3a-client-secret';
const known = 'wellKnownEndpoint=https://id.example.com/.well-known/openid-configuration';

describe('providers and platforms on the command line', () => {
  const folder = testFolder();
  const file = join(folder, 'secret');
  const settings = {
    DENIZEN_DATABASE: `sqlite:${join(folder, 'denizen.db')}`,
    DENIZEN_SECRET: 'a secret for tests, and long enough',
  };
  const told = async (command: string) => {
    const { code, output, errors } = await run(command, settings);
    return { code, text: (output + errors).trim() };
  };
  const answered = async (command: string) => {
    const { code, output, errors } = await run(`${command} --json`, settings);
    return code === 0 ? (JSON.parse(output) as unknown) : JSON.parse(errors);
  };
  before(async () => {
    writeFileSync(file, `${SECRET}\n`);
    await run('projects create shop', settings);
  });

  it('sets a provider up, shows it without its secret, and removes it', async () => {
    const set = await told(`providers set github --client-id abc --client-secret-file ${file}`);
    const listed = await told('providers list');
    const again = await answered('providers set github --client-id def --disabled');
    const gone = await told('providers remove github');
    const { callback, ...rest } = again as Record<string, unknown>;
    assert.deepEqual([set.code, listed.code, gone.code, await answered('providers list')], [0, 0, 0, []]);
    assert.match(
      set.text,
      /Register this redirect URL .*\/v1\/account\/sessions\/oauth2\/callback\/github\/shop$/,
    );
    assert.match(listed.text, /github\s+abc\s+yes/);
    assert.deepEqual(rest, { key: 'github', clientId: 'def', enabled: false, options: {}, project: 'shop' });
    assert.match(String(callback), /callback\/github\/shop$/);
    assert.doesNotMatch(set.text + listed.text, /canary/);
  });

  const refused: Readonly<Record<string, [string, RegExp]>> = {
    'a provider that there is not': [
      'myspace --client-id a',
      /Unknown provider "myspace"\. Providers: amazon/,
    ],
    'no secret': ['github --client-id a', /--client-secret-file/],
    'a file that there is not': ['github --client-id a --client-secret-file /none', /\/none cannot be read/],
    'an option that it does not have': [
      `github --client-id a --client-secret-file ${file} --option a=b`,
      /no option "a"/,
    ],
    'no option that it needs': [
      `okta --client-id a --client-secret-file ${file}`,
      /needs --option oktaDomain/,
    ],
    'a host that is none': [
      `okta --client-id a --client-secret-file ${file} --option oktaDomain=https://a.b`,
      /takes a host/,
    ],
    'an address without TLS': [
      `oidc --client-id a --client-secret-file ${file} --option wellKnownEndpoint=http://id.example.com`,
      /begins with https/,
    ],
    'a prompt that there is not': [
      `oidc --client-id a --client-secret-file ${file} --option ${known} --option prompt=please`,
      /takes some of none, login/,
    ],
    'an age that is none': [
      `oidc --client-id a --client-secret-file ${file} --option ${known} --option maxAge=long`,
      /takes a number/,
    ],
  };
  for (const [what, [command, sentence]] of Object.entries(refused)) {
    it(`refuses ${what}, and says what to do`, async () => {
      const { code, text } = await told(`providers set ${command}`);
      assert.equal(code, 1);
      assert.match(text, sentence);
    });
  }

  it('adds hosts and takes them away', async () => {
    const answers = [
      await answered('platforms add web App.example.com'),
      await answered('platforms add web *.example.org'),
      await answered('platforms list'),
      await answered('platforms remove app.example.com'),
      await answered('platforms remove app.example.com'),
      await answered('platforms add ios com.example'),
    ];
    const both = ['app.example.com', '*.example.org'];
    assert.deepEqual(answers, [
      ['app.example.com'],
      both,
      both,
      ['*.example.org'],
      { error: 'The project has no host "app.example.com".' },
      {
        error:
          'The only kind of platform is web. An app needs no platform: it uses the scheme appwrite-callback-PROJECT.',
      },
    ]);
  });
});
