import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { BEHIND_PROXY } from '../support/browser-client.ts';
import { mailbox } from '../support/mailbox.ts';
import { serving } from '../support/server.ts';
import { type Kit, methodNames, official, own } from './kits.ts';
import type { Story } from './story.ts';
import { step } from './story.ts';
import { accountStory, codeStory } from './story-account.ts';
import { teamsStory } from './story-teams.ts';
import { usersStory } from './story-users.ts';

type Told = Pick<Story, 'kit' | 'told'> & { readonly tell: () => Promise<void> };

describe('the methods of the SDK', () => {
  const theirs = tellingAll(official());
  const named = tellingAll(own('as one object'));
  const inARow = tellingAll(own('in a row'));
  before(() => Promise.all([theirs.tell(), named.tell(), inARow.tell()]));
  const known = (told: Story['told'], kit: Kit) =>
    told
      .filter(([method]) => kit.called.has(method))
      .map(([method, answer]) => [method, withoutLater(answer)]);

  it('answer and refuse field by field what those of node-appwrite do', () => {
    assert.ok(theirs.told.length > 100);
    assert.deepEqual(known(named.told, theirs.kit), theirs.told);
  });

  it('do the same with their parameters in a row', () => {
    assert.deepEqual(inARow.told, named.told);
  });

  it('were all called', () => {
    const beside = ['users.iterate', 'users.iteratePages'];
    const missed = methodNames().filter((name) => !named.kit.called.has(name) && !beside.includes(name));
    assert.deepEqual(missed, []);
  });

  it('succeed, each at least once, where the server here can', () => {
    const answered = (told: Story['told']) =>
      new Set(told.filter(([, answer]) => !isRefusal(answer)).map(([method]) => method));
    const never = [...named.kit.called].filter((method) => !answered(named.told).has(method));
    // Nobody here has an identity, no provider is set up, and no factor `custom`.
    assert.deepEqual(never, [
      'users.deleteIdentity',
      'account.deleteIdentity',
      'account.createOAuth2Token',
      'account.createIdTokenSession',
      'users.getMFAChallenge',
    ]);
  });
});

/** Fields that came after the format that node-appwrite speaks. */
const later = new Set(['passwordPwned', 'providerIdToken', 'custom']);

function withoutLater(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(withoutLater);
  if (typeof answer !== 'object' || answer === null) return answer;
  const kept = Object.entries(answer).filter(([name]) => !later.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, withoutLater(value)]));
}

function isRefusal(answer: unknown): boolean {
  const { code, type } = (answer ?? {}) as { code?: unknown; type?: unknown };
  return typeof code === 'number' && typeof type === 'string';
}

/** Tells the whole story through a kit to a server of its own, before the tests run. */
function tellingAll(kit: Kit): Told {
  const server = serving({ setting: () => 'sqlite::memory:' }, BEHIND_PROXY);
  const told: Story['told'] = [];
  const tell = async () => {
    const story = { kit, to: server.get(), box: mailbox(server), told };
    await usersStory(story);
    await accountStory(story);
    await teamsStory(story);
    if (kit.isOurs) await codeStory(story);
    if (kit.isOurs) await healthStory(story);
  };
  return { kit, told, tell };
}

async function healthStory(story: Story): Promise<void> {
  const asServer = story.kit.connect(story.to, { key: true });
  await step(story, asServer, 'health.get');
  await step(story, asServer, 'health.getVersion');
}
