import type { Server } from 'node:net';

/** One end of the connection between two processes. Listeners get what the other one sends, in order. */
type Port = {
  readonly send?: (message: Message, handle?: Server) => unknown;
  readonly on: (event: 'message', listener: (message: unknown, handle: unknown) => void) => unknown;
};

type Message =
  | { readonly kind: 'tell'; readonly name: string; readonly value?: unknown }
  | { readonly kind: 'ask'; readonly name: string; readonly id: number }
  | { readonly kind: 'answer'; readonly id: number; readonly value?: unknown; readonly error?: string };

type Handlers = {
  /** By the name of what the other process tells. */
  readonly told: Readonly<Record<string, (value: unknown, handle: unknown) => void>>;
  /** By the name of what the other process asks. */
  readonly asked: Readonly<Record<string, () => Promise<unknown>>>;
};

export type ProcessChannel = {
  /** Does nothing when the other process has ended. */
  readonly tell: (name: string, value?: unknown, handle?: Server) => void;
  /** Fails when there is no answer in time. */
  readonly ask: (name: string, withinMs: number) => Promise<unknown>;
};

/** Connects two processes of a server, by values that JSON can express. */
export function processChannel(port: Port, { told, asked }: Handlers): ProcessChannel {
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  // Without a channel, the library throws; an error while sending is emitted.
  const send = (message: Message, handle?: Server): void => void port.send?.(message, handle);
  const answer = async (name: string, id: number): Promise<void> => {
    try {
      send({ kind: 'answer', id, value: await asked[name]?.() });
    } catch (error) {
      send({ kind: 'answer', id, error: error instanceof Error ? error.message : String(error) });
    }
  };
  port.on('message', (received, handle) => {
    // Cast: both ends are of one version.
    const message = received as Message;
    if (message.kind === 'tell') told[message.name]?.(message.value, handle);
    else if (message.kind === 'ask') void answer(message.name, message.id);
    else if (message.error === undefined) waiting.get(message.id)?.resolve(message.value);
    else waiting.get(message.id)?.reject(new Error(message.error));
  });
  return {
    tell: (name, value, handle) => send({ kind: 'tell', name, value }, handle),
    ask: async (name, withinMs) => {
      const id = ++last;
      const answered = Promise.withResolvers<unknown>();
      waiting.set(id, answered);
      const timer = setTimeout(
        () => answered.reject(new Error(`another process of the server did not answer: ${name}`)),
        withinMs,
      );
      try {
        send({ kind: 'ask', name, id });
        return await answered.promise;
      } finally {
        clearTimeout(timer);
        waiting.delete(id);
      }
    },
  };
}
