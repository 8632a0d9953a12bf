import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { validate } from '@hyperjump/json-schema/openapi-3-1';
import { readConfig } from '../../src/config.ts';
import { warningsAbout } from '../../src/config-warnings.ts';
import { hexDocument } from '../../src/hex/openapi.ts';
import { routes } from '../../src/hex/routes.ts';
import { call, settingsFor, start } from '../support/server.ts';

describe('DENIZEN_HEX_PROJECT', () => {
  it('is not needed, and without it there is nothing under /hex', async () => {
    const server = await start(settingsFor('sqlite::memory:'));
    const paths = ['/hex', '/hex/api', '/hex/api/users/me', '/hex/password/reset', '/hex/openapi.json'];
    const statuses = [];
    for (const path of paths) statuses.push((await call(server.base, 'GET', path)).status);
    await server.stop();
    assert.deepEqual(new Set(statuses), new Set([404]));
  });

  it('must name a project that there is', async () => {
    const settings = { ...settingsFor('sqlite::memory:'), DENIZEN_HEX_PROJECT: 'nowhere' };
    await assert.rejects(
      start(settings).then((server) => server.stop()),
      /DENIZEN_HEX_PROJECT names the unknown project .*nowhere.*\. Name an existing one, or create it with: (?:\S+ )+projects create nowhere/,
    );
  });

  it('must be able to name one', async () => {
    const settings = { ...settingsFor('sqlite::memory:'), DENIZEN_HEX_PROJECT: '-no-' };
    await assert.rejects(
      start(settings).then((server) => server.stop()),
      /DENIZEN_HEX_PROJECT must have 1 to 36 characters/,
    );
  });

  it('warns where nobody said to which address the links in mails lead', () => {
    const { config, secrets } = readConfig({ DENIZEN_HEX_PROJECT: 'shop' });
    const settled = readConfig({
      DENIZEN_HEX_PROJECT: 'shop',
      DENIZEN_PUBLIC_URL: 'https://id.example.com',
      DENIZEN_SMTP_URL: 'smtp://mail.example.com',
      DENIZEN_MAIL_FROM: 'id@example.com',
    });
    assert.deepEqual(
      [warningsAbout(config, secrets), warningsAbout(settled.config, settled.secrets)],
      [
        ['Without DENIZEN_PUBLIC_URL, links in mails to users of DENIZEN_HEX_PROJECT point to this machine.'],
        [],
      ],
    );
  });
});

describe('the OpenAPI document of hex', () => {
  const document = hexDocument();

  it('is valid', async () => {
    const written = JSON.parse(JSON.stringify(document));
    const output = await validate('https://spec.openapis.org/oas/3.1/schema-base', written, 'BASIC');
    assert.deepEqual(output, { valid: true });
  });

  it('has every route, and nothing else', () => {
    const told = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId}: ${method} ${path}`),
    );
    const served = routes.map(
      ({ method, path, operation }) =>
        `${operation}: ${method.toLowerCase()} ${path.replace(/:(\w+)/g, '{$1}') || '/'}`,
    );
    assert.deepEqual(told.toSorted(), served.toSorted());
  });

  it('says what is answered and asked for', () => {
    const silent = Object.values(document.paths)
      .flatMap((item) => Object.entries(item))
      .filter(([method, { requestBody, responses, operationId }]) => {
        const isBare = /Reset$|Remove$/.test(operationId);
        return (
          !isBare &&
          ((responses[204] !== undefined && !responses[200]) || (method === 'post' && !requestBody))
        );
      });
    assert.deepEqual(
      silent.map(([, { operationId }]) => operationId),
      [],
    );
  });
});
