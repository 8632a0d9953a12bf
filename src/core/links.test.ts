import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Actor } from './actor.ts';
import type { Core } from './core.ts';
import { Failure } from './failure.ts';
import { allowedPage, isProjectHost, linkTo } from './links.ts';
import { defaultPolicies, type ProjectId } from './projects/project.ts';

const HOSTS = ['app.example.com', '*.shop.example', 'dev.example.com:3000'];
const policies = { ...defaultPolicies, hosts: HOSTS };
const actor: Actor = {
  kind: 'guest',
  project: { id: 'test' as ProjectId, name: 'Test', policies },
  scopes: new Set(),
};
// The only field of the core that links read.
const core = { urls: { publicUrl: new URL('https://id.example.com:8443') } } as Core;

describe('a page in a link with a secret', () => {
  const good = [
    'https://app.example.com',
    'https://app.example.com/reset?from=mail#form',
    'https://APP.EXAMPLE.COM/',
    'http://app.example.com/page',
    'http://dev.example.com:3000/page',
    'https://eu.shop.example/page',
    'https://a.b.shop.example/',
    'https://id.example.com:8443/recover',
  ];
  for (const text of good) {
    it(`may be ${text}`, () => {
      assert.equal(allowedPage(core, actor, text).href, new URL(text).href);
    });
  }

  it('that is no URL of a page is told apart from one of another host', () => {
    const ruleOf = (text: string) => {
      try {
        allowedPage(core, actor, text);
      } catch (error) {
        return error instanceof Failure && error.code === 'argument_invalid' ? error.data : error;
      }
    };
    const told = [
      'nonsense',
      'ftp://app.example.com/',
      'https://user@app.example.com/',
      'https://evil.example/',
    ];
    assert.deepEqual(
      told.map((text) => (ruleOf(text) as { readonly rule?: string }).rule),
      ['malformed', 'malformed', 'malformed', 'foreign_host'],
    );
  });

  const local = ['http://localhost:3000/verify', 'http://127.0.0.1:3000/verify', 'http://[::1]:3000/verify'];
  const places: readonly [
    name: string,
    publicUrl: string | undefined,
    hosts: readonly string[],
    taken: boolean,
  ][] = [
    ['has no public URL', undefined, HOSTS, true],
    ['is on this machine', 'http://localhost:4100', HOSTS, true],
    ['is elsewhere', 'https://id.example.com', HOSTS, false],
    ['is elsewhere and the project allows it', 'https://id.example.com', ['localhost'], true],
  ];
  for (const [name, publicUrl, hosts, taken] of places) {
    it(`may ${taken ? '' : 'not '}be on this machine when the server ${name}`, () => {
      const by = { urls: { publicUrl: publicUrl && new URL(publicUrl) } } as unknown as Core;
      const caller = { ...actor, project: { ...actor.project, policies: { ...policies, hosts } } };
      assert.deepEqual(
        local.map((text) => isTakenBy(by, caller, text)),
        local.map(() => taken),
      );
    });
  }

  const others: Readonly<Record<string, readonly string[]>> = {
    'without scheme or with slashes astray': [
      '//evil.example',
      '\\\\evil.example',
      '/\\evil.example',
      '\\/evil.example',
      '///evil.example',
      '/path',
      'https:evil.example',
      'https:/evil.example',
      'https:///evil.example',
      'https:\\\\evil.example',
      'https:/\\evil.example',
      'https:app.example.com',
      'evil.example',
      '',
      '?url=https://app.example.com',
    ],
    'that a browser runs, or reads from elsewhere': [
      'javascript:alert(1)',
      'JaVaScRiPt:alert(1)//https://app.example.com',
      'java\nscript:alert(1)',
      ' javascript:alert(1)',
      'javascript://app.example.com/%0aalert(1)',
      'data:text/html,<script>alert(1)</script>',
      'vbscript:msgbox(1)',
      'blob:https://app.example.com/1',
      'file:///etc/passwd',
      'ftp://app.example.com/',
      'ws://app.example.com/',
      'intent://app.example.com/#Intent;end',
    ],
    'that names somebody before the host': [
      'https://app.example.com@evil.example',
      'https://app.example.com:pass@evil.example/',
      'https://evil.example@app.example.com/',
      'https://user:pass@app.example.com/',
      'https://app.example.com%40evil.example/',
      'https://app.example.com\\@evil.example/',
      'https://evil.example\\@app.example.com/',
      'https://@app.example.com@evil.example/',
    ],
    'of a host that looks like one of the project’s': [
      'https://app.example.com.evil.example/',
      'https://app.example.com%2eevil.example/',
      'https://evil.example/app.example.com',
      'https://evil.example?app.example.com',
      'https://evil.example#app.example.com',
      'https://evil.example;app.example.com',
      'https://evilapp.example.com/',
      'https://xapp.example.com/',
      'https://app-example.com/',
      'https://app.example.co/',
      'https://app.example.com:444/',
      'https://dev.example.com/',
      'https://dev.example.com:3001/',
      'https://app.example.com./',
      'https://sub.app.example.com/',
      'https://example.com/',
      'https://аpp.example.com/',
    ],
    'that stretches a wildcard': [
      'https://shop.example/',
      'https://evilshop.example/',
      'https://evil-shop.example/',
      'https://shop.example.evil.example/',
      'https://x.shop.example.evil.example/',
      'https://*.shop.example@evil.example/',
      'https://.shop.example:x@evil.example/',
      'https://x.shop.examples/',
    ],
    'of a host that looks like this machine, or like this server': [
      'http://localhost.evil.example/',
      'http://localhost@evil.example/',
      'http://evil.localhost/',
      'http://localhost./',
      'http://127.0.0.1.evil.example/',
      'http://127.0.0.2/',
      'http://0.0.0.0/',
      'http://[::]/',
      'http://[::ffff:127.0.0.1]/',
      'http://169.254.169.254/latest/meta-data',
      'https://id.example.com/',
      'https://id.example.com:8444/',
      'https://id.example.com:8443@evil.example/',
    ],
    'that a parser would mend': [
      ' https://app.example.com/',
      'https://app.example.com/ ',
      'https://app.exa\tmple.com/',
      'https://app.example.com/\r\nBcc: eve@evil.example',
      'https://app.example.com\u0000.evil.example/',
      'https://app.example.com\u2028/',
      `https://app.example.com/${'a'.repeat(2_048)}`,
    ],
  };
  for (const [what, texts] of Object.entries(others)) {
    it(`must not have ${what}`, () => {
      assert.deepEqual(texts.filter(isTaken), []);
    });
  }

  it('is on this machine only when neither project nor server names a host', () => {
    const bare = { ...actor, project: { ...actor.project, policies: defaultPolicies } };
    const nowhere = { urls: {} } as Core;
    const all = [...good, ...local, 'http://null/', 'http://undefined/'];
    const taken = all.filter((text) => isTakenBy(nowhere, bare, text));
    assert.deepEqual(taken, local);
  });

  it('carries its own parameters and none that a user injected', () => {
    const page = allowedPage(
      core,
      actor,
      'https://app.example.com/reset?userId=eve&secret=1&secret=2&lang=de#form',
    );
    assert.equal(
      linkTo(page, { userId: 'ann', secret: 'a&b=c' }),
      'https://app.example.com/reset?userId=ann&secret=a%26b%3Dc&lang=de#form',
    );
  });

  it('matches hosts as a whole', () => {
    const hosts = ['app.example.com', 'xapp.example.com', 'a.shop.example', 'shop.example', 'localhost', ''];
    assert.deepEqual(
      hosts.map((host) => isProjectHost(host, HOSTS)),
      [true, false, true, false, false, false],
    );
  });
});

function isTaken(text: string): boolean {
  return isTakenBy(core, actor, text);
}

function isTakenBy(by: Core, caller: Actor, text: string): boolean {
  try {
    allowedPage(by, caller, text);
    return true;
  } catch (error) {
    if (error instanceof Failure && error.code === 'argument_invalid') return false;
    throw error;
  }
}
