import type { Purpose } from '../../core/outbox/message.ts';

/**
 * The template of one purpose. A line whose placeholder has no value is left out. A line that is only `{{url}}` or
 * `{{code}}` becomes a button or a highlighted code. Placeholders are those of `placeholders` in `render.ts`.
 */
export type Text = {
  readonly subject: string;
  readonly lines: readonly string[];
  /** The label of the button, for templates with a link. */
  readonly button?: string;
  /** The text message, if different from the lines. */
  readonly sms?: string;
};

export type Language = {
  readonly hello: string;
  readonly helloName: string;
  /** The inviter's name when it is unknown. */
  readonly somebody: string;
  /** Introduces the two words on the screen. */
  readonly phrase: string;
  readonly texts: Readonly<Record<Purpose, Text>>;
};
