import { hours, minutes } from '../instant.ts';

/** Delay after each failure. One failure more gives the delivery up. */
export const deliveryDelaysMs: readonly number[] = [
  5_000,
  minutes(1),
  minutes(5),
  minutes(30),
  hours(2),
  hours(5),
  hours(10),
  hours(10),
];

/** The largest part of a delay that is added to it or taken off, so that receivers are not asked in step. */
export const DELAY_JITTER = 0.2;
