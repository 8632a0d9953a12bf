import { listMessages, removeMessage, retryMessage, sendTestMail } from '../../src/core/outbox/messages.ts';
import { claimDue, markFailed } from '../../src/core/outbox/queue.ts';
import type { Step } from './acts.ts';

/** A message that waits, or one that was given up by an attempt that was cut. */
const messageId = async (here: Parameters<Step['run']>[0], actor: Parameters<Step['run']>[1]) => {
  for (const state of ['waiting', 'failed'] as const) {
    const found = await listMessages(here.core, actor, { state, cursor: undefined, limit: 1 });
    const [message] = found.rows;
    if (message) return message.id;
  }
  throw new Error('a message is made first');
};

/** What is done with messages that are not delivered. */
export const messageSteps: readonly Step[] = [
  {
    act: 'message.test',
    run: ({ core }, actor) => sendTestMail(core, actor, 'ann@example.com' as never),
  },
  {
    act: 'message.retry',
    run: async (here, actor) => {
      const id = await messageId(here, actor);
      const { claimed } = await claimDue(here.core, { kind: 'mail', most: 100, leaseMs: 0 });
      for (const each of claimed)
        await markFailed(here.core, each, { error: 'down', permanent: true, delaysMs: [] });
      await retryMessage(here.core, actor, id);
      return id;
    },
    details: (_, answer) => ({ messageId: answer }),
  },
  {
    act: 'message.delete',
    run: async (here, actor) => {
      const id = await messageId(here, actor);
      await removeMessage(here.core, actor, id);
      return id;
    },
    details: (_, answer) => ({ messageId: answer }),
  },
];
