import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import { asking, redeem } from '../../test/support/devices.ts';
import { directory } from '../../test/support/directory.ts';
import { onEachEngine } from '../../test/support/engines.ts';
import { person, shownBy, withTotp } from '../../test/support/second-factors.ts';
import { setMfa } from '../core/factors/factors.ts';
import { setPassword } from '../core/users/passwords.ts';
import { readAddresses } from '../http/address.ts';
import { hex } from './protocol.ts';

const PASSWORD = 'a password that is right';
const LOOKS = 30;
const LOOKS_SECONDS = 900;

onEachEngine('the page for devices, at a moment of ours', (database) => {
  const here = directory(database);
  let app: FastifyInstance | undefined;
  before(async () => {
    const { register } = hex(here.core, { project: here.actor.project.id, publicUrl: undefined });
    app = Fastify();
    readAddresses(app, () => true, assert.fail);
    app.register(async (scope) => register(scope), { prefix: '/hex' });
    await app.ready();
  });
  after(() => app?.close());
  let networks = 0;
  const form = async (fields: Readonly<Record<string, string>>, ip = `198.51.100.${++networks}`) => {
    const { statusCode, headers, body } = await (app as FastifyInstance).inject({
      method: 'POST',
      url: '/hex/oauth/device',
      remoteAddress: ip,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(fields).toString(),
    });
    const wrong = /role="alert">([^<]+)</.exec(body)?.[1] ?? null;
    return [statusCode, wrong, headers['retry-after'] ?? null] as const;
  };
  const user = async (name: string) => {
    const who = await person(here, name, { email: 'verified' });
    await setPassword(here.core, here.actor, { id: who.id, password: PASSWORD });
    return who;
  };
  const signs = (name: string, user_code: string) => ({
    user_code,
    login: `${name}@example.com`,
    password: PASSWORD,
    decision: 'approve',
  });

  it('asks for the code of an authenticator, of those who use one', async () => {
    const ann = await user('ann');
    const seed = await withTotp(here, ann);
    await setMfa(here.core, here.actor, { id: ann.id, enabled: true });
    const { userCode, deviceCode } = await asking(here);
    const code = await shownBy(here, seed);
    const wrong = code === '000000' ? '000001' : '000000';
    const sign = signs('ann', userCode);
    const answers = [await form(sign), await form({ ...sign, code: wrong }), await form({ ...sign, code })];
    assert.deepEqual(
      [answers, (await redeem(here, deviceCode)).state],
      [
        [
          [400, 'Enter the code of your authenticator, too.', null],
          [400, 'The code is wrong, used or expired.', null],
          [200, null, null],
        ],
        'granted',
      ],
    );
  });

  it('lets guesses of a password wait, from wherever they come', async () => {
    await user('bob');
    const { userCode } = await asking(here);
    const sign = signs('bob', userCode);
    const wrong = [];
    for (let at = 0; at < 5; at++) wrong.push((await form({ ...sign, password: 'wrong' }))[0]);
    const right = await form(sign);
    here.clock.advance(1_000);
    assert.deepEqual(
      [wrong, right, (await form(sign))[0]],
      [[400, 400, 400, 400, 400], [429, 'Too many attempts. Please try again later.', '1'], 200],
    );
  });

  it('looks up so many codes for one network within a while, and more after it', async () => {
    const { userCode } = await asking(here);
    const ip = '203.0.113.200';
    const looked = new Set<number>();
    for (let at = 0; at < LOOKS; at++) looked.add((await form({ user_code: 'BCDFGHJK' }, ip))[0]);
    const before = await form({ user_code: userCode }, ip);
    here.clock.advance(LOOKS_SECONDS * 1000);
    const later = await asking(here);
    const after = await form({ user_code: later.userCode }, ip);
    assert.deepEqual(
      [[...looked], before, after],
      [[400], [429, 'Too many attempts. Please try again later.', `${LOOKS_SECONDS}`], [200, null, null]],
    );
  });
});
