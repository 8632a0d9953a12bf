import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Failure } from './failure.ts';
import { boundedMemory, type ResponseMemory, SMALL_BYTES } from './response-memory.ts';

const MB = 1_048_576;
const WAIT_MS = 50;

/** The memory of a request, and the end of its response. */
function request(memory: ResponseMemory): ResponseMemory & { readonly end: () => void } {
  const frees: (() => void)[] = [];
  const end = () => {
    for (const free of frees) free();
  };
  return { ...memory.ofRequest((free) => frees.push(free)), end };
}

/** Whether each reservation has been given, in order. */
async function given(...reservations: readonly Promise<void>[]): Promise<readonly boolean[]> {
  const settled = reservations.map(() => false);
  reservations.forEach((reservation, at) => {
    reservation.then(
      () => {
        settled[at] = true;
      },
      () => {},
    );
  });
  await setImmediate();
  return settled;
}

const isFull = (error: unknown) =>
  error instanceof Failure &&
  error.data.code === 'unavailable' &&
  error.data.reason === 'responses_full' &&
  error.data.retryAfterSeconds === 2;

describe('the memory of large responses', () => {
  it('is given in turn, four bytes for each byte of a page, and never more than there is', async () => {
    const memory = boundedMemory(8 * MB, 10_000);
    const [one, other, third] = [request(memory), request(memory), request(memory)];
    const reservations = [one.reserve(MB), other.reserve(MB), third.reserve(MB)];
    assert.deepEqual(await given(...reservations), [true, true, false]);
    one.end();
    assert.deepEqual(await given(...reservations), [true, true, true]);
    third.end();
    other.end();
  });

  it('is freed as far as an encoded response no longer needs it', async () => {
    const memory = boundedMemory(8 * MB, 10_000);
    const [one, other] = [request(memory), request(memory)];
    await one.reserve(2 * MB);
    const waiting = other.reserve(MB);
    assert.deepEqual(await given(waiting), [false]);
    await one.settle(2 * MB);
    assert.deepEqual(await given(waiting), [true]);
  });

  it('refuses a response that waits too long, and one that comes when too many wait', async () => {
    const memory = boundedMemory(8 * MB, WAIT_MS);
    await request(memory).reserve(2 * MB);
    const waiting = Array.from({ length: 32 }, () => request(memory).reserve(MB));
    await assert.rejects(request(memory).reserve(MB), isFull);
    for (const one of waiting) await assert.rejects(one, isFull);
  });

  it('is not kept for a caller who left while it waited', async () => {
    const memory = boundedMemory(8 * MB, 10_000);
    const [one, gone, next] = [request(memory), request(memory), request(memory)];
    await one.reserve(MB);
    await gone.reserve(MB);
    const waiting = gone.settle(6 * MB);
    gone.end();
    await waiting;
    assert.deepEqual(await given(next.reserve(MB)), [true]);
    const goneAtOnce = memory.ofRequest((free) => free());
    next.end();
    await goneAtOnce.reserve(MB);
    assert.deepEqual(await given(request(memory).reserve(MB)), [true]);
  });

  it('does not count small responses, nor what is read outside of requests', async () => {
    const memory = boundedMemory(1, WAIT_MS);
    await request(memory).reserve(SMALL_BYTES);
    await request(memory).settle(SMALL_BYTES);
    await memory.reserve(100 * MB);
  });

  it('gives a page larger than all of it the whole', async () => {
    const memory = boundedMemory(MB, WAIT_MS);
    const one = request(memory);
    await one.reserve(100 * MB);
    await assert.rejects(request(memory).reserve(MB), isFull);
    one.end();
  });

  it('lets one of all responses go on in each turn of the event loop', async () => {
    const pacer = boundedMemory().pacer;
    const now = mock.method(performance, 'now', () => 0);
    const paces = Array.from({ length: 4 }, () => pacer());
    now.mock.mockImplementation(() => 3);
    let went = 0;
    const going = paces.map(async (pace) => {
      await pace();
      went++;
    });
    const seen: number[] = [];
    for (let turn = 0; turn < 4; turn++) {
      await setImmediate();
      seen.push(went);
    }
    now.mock.restore();
    await Promise.all(going);
    assert.ok(
      seen.every((count, turn) => count <= turn + 1),
      `went on: ${seen}`,
    );
  });

  it('does not yield before a piece has taken a millisecond', async () => {
    const now = mock.method(performance, 'now', () => 0);
    const pace = boundedMemory().pacer();
    let isNext = false;
    globalThis.setImmediate(() => {
      isNext = true;
    });
    await pace();
    now.mock.restore();
    assert.equal(isNext, false);
  });
});
