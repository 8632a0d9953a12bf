import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PATIENCE_MS } from '../../test/support/patience.ts';
import { systemClock } from '../core/instant.ts';
import { createMailbox } from './mailbox.ts';
import type { OutgoingMessage } from './outgoing-message.ts';

const log = { info: () => {}, warn: () => {}, error: () => {} };

const clock = systemClock();
const at = clock.now();

it('the development mailbox keeps so many of the last messages as fit into its bytes', async () => {
  const mailbox = createMailbox(log, clock, 1_000, 3_000);
  for (const subject of ['a', 'b', 'c', 'd']) {
    const message: OutgoingMessage = {
      id: subject,
      kind: 'mail',
      to: 'x',
      name: '',
      subject,
      text: 'é'.repeat(500),
      html: '',
      at,
    };
    await mailbox.send(message, AbortSignal.timeout(PATIENCE_MS));
  }
  assert.deepEqual(
    mailbox.messages().map(({ subject }) => subject),
    ['c', 'd'],
  );
});
