import type { Purpose } from '../../core/outbox/message.ts';

/**
 * What is said for one purpose. A line whose placeholder has no value is left out; a line that is `{{url}}` or
 * `{{code}}` alone becomes a button or stands out. Placeholders are those of `placeholders` in `render.ts`.
 */
export type Text = {
  readonly subject: string;
  readonly lines: readonly string[];
  /** What the button says, of texts with a link. */
  readonly button?: string;
  /** What a text message says, if not the lines. */
  readonly sms?: string;
};

export type Language = {
  readonly hello: string;
  readonly helloName: string;
  /** Stands for whoever invites and has no name. */
  readonly somebody: string;
  /** Introduces the two words of the screen. */
  readonly phrase: string;
  readonly texts: Readonly<Record<Purpose, Text>>;
};
