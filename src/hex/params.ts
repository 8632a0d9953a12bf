import { z } from 'zod';
import type { Param } from '../http/endpoint.ts';
import { type Field, textField } from './fields.ts';

type Required<T> = Param<T> & { readonly optional: false };
type Optional<T> = Param<T> & { readonly optional: true };

/** What the document says of a value. */
type About = {
  readonly rule: string;
  readonly description: string;
  /** Of a text, unless it says otherwise. */
  readonly schema?: Readonly<Record<string, unknown>>;
};

/** A value that must be there. `read` gets null, too. */
export function required<T>(read: (value: unknown) => Field<T>, { schema, ...about }: About): Required<T> {
  const parsed = z.unknown().transform((value, context) => {
    const field = read(value);
    if ('value' in field) return field.value;
    context.addIssue({ code: 'custom', message: field.error });
    return z.NEVER;
  });
  return {
    // A transformation's type says nothing of what it takes in, which is anything.
    schema: parsed.meta({ type: 'string', ...schema }) as unknown as z.ZodType<T>,
    ...about,
    place: 'input',
    optional: false,
  };
}

/** A value that may be left out, or be null. */
export function optional<T>(read: (value: unknown) => Field<T>, about: About): Optional<T> {
  return { ...required(read, about), optional: true };
}

/** A name out of the path, whatever it is: what leads to nothing is not found. */
export function inPath(description: string): Required<string> {
  return { schema: z.string(), rule: 'may be any text', description, place: 'path', optional: false };
}

export const organizationInPath = inPath('Name of the organization.');

/** The name of something new. */
export function newName(description: string): Required<string> {
  return required((value) => textField(value, []), { rule: 'must be a text that is not blank', description });
}
