import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Actor } from '../../core/actor.ts';
import type { LogEntry } from '../../core/audit/logs.ts';
import { unknownDevice } from '../../core/devices/device.ts';
import type { Instant } from '../../core/instant.ts';
import { defaultPolicies, type ProjectId } from '../../core/projects/project.ts';
import { logListModel } from './log.ts';

const entry: LogEntry = {
  at: Date.parse('2026-09-01T10:00:00.123Z') as Instant,
  act: 'user.email.update',
  by: { kind: 'user', id: 'ann', name: 'Ann', email: 'ann@example.com' },
  actingAs: null,
  ip: '203.0.113.7',
  country: 'DE',
  device: { ...unknownDevice, osName: 'Linux' },
};

describe('the log of the wire', () => {
  const project = { id: 'shop' as ProjectId, name: 'Shop', policies: defaultPolicies };
  const reader: Actor = { kind: 'key', project, scopes: new Set(), locale: 'fr' };
  const shown = (changed: Partial<LogEntry>, actor = reader) => {
    const list = logListModel.view({ total: 1, rows: [{ ...entry, ...changed }] }, actor);
    return (list as { logs: Readonly<Record<string, unknown>>[] }).logs[0] ?? {};
  };

  it('has the fields of the protocol in their order, and whom somebody acted as', () => {
    const { osName, ...rest } = shown({});
    assert.deepEqual(Object.keys(rest).slice(0, 8), [
      ...'event userId userEmail userName mode userType ip time'.split(' '),
    ]);
    assert.deepEqual(
      { osName, ...rest },
      {
        ...unknownDevice,
        event: 'user.update',
        userId: 'ann',
        userEmail: 'ann@example.com',
        userName: 'Ann',
        mode: 'default',
        userType: 'user',
        ip: '203.0.113.7',
        time: '2026-09-01T10:00:00.123+00:00',
        osName: 'Linux',
        countryCode: 'de',
        countryName: 'Allemagne',
        impersonatedUserId: '',
      },
    );
  });

  it('says of what kind everybody is', () => {
    const kinds = ['guest', 'user', 'key', 'cli', 'system'] as const;
    const told = kinds.map((kind) => {
      const { userType, mode, userEmail } = shown({ by: { kind, id: '', name: '', email: '' } });
      return [userType, mode, userEmail];
    });
    assert.deepEqual(told, [
      ['guest', 'default', ''],
      ['user', 'default', ''],
      ['keyProject', 'default', 'app.shop@service'],
      ['admin', 'admin', ''],
      ['admin', 'admin', ''],
    ]);
  });

  it('names as whom an impersonator acted', () => {
    assert.equal(shown({ actingAs: 'bob' }).impersonatedUserId, 'bob');
  });

  it('says the act as it stands, of a newer program, and nothing of an unknown place', () => {
    const { event, ip, countryCode, countryName } = shown({ act: 'user.merge', ip: null, country: null });
    assert.deepEqual([event, ip, countryCode, countryName], ['user.merge', '', '--', 'Unknown']);
  });
});
