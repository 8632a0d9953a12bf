import { z } from 'zod';
import type { Param } from '../http/endpoint.ts';
import { type Field, textField } from './fields.ts';

type Required<T> = Param<T> & { readonly optional: false };
type Optional<T> = Param<T> & { readonly optional: true };

/** Documentation of a value. */
type About = {
  readonly rule: string;
  readonly description: string;
  /** JSON Schema, `type: string` by default. */
  readonly schema?: Readonly<Record<string, unknown>>;
};

/** A required value. `read` also receives null. */
export function required<T>(read: (value: unknown) => Field<T>, { schema, ...about }: About): Required<T> {
  const parsed = z.unknown().transform((value, context) => {
    const field = read(value);
    if ('value' in field) return field.value;
    context.addIssue({ code: 'custom', message: field.error });
    return z.NEVER;
  });
  return {
    // The type of a transformation does not carry its input type, which is unknown.
    schema: parsed.meta({ type: 'string', ...schema }) as unknown as z.ZodType<T>,
    ...about,
    place: 'input',
    optional: false,
  };
}

/** A value that may be missing or null. */
export function optional<T>(read: (value: unknown) => Field<T>, about: About): Optional<T> {
  return { ...required(read, about), optional: true };
}

/** A name in the path. Any text is valid; unknown names are not found. */
export function inPath(description: string): Required<string> {
  return { schema: z.string(), rule: 'may be any text', description, place: 'path', optional: false };
}

export const organizationInPath = inPath('Name of the organization.');

/** A name to create or look up, which must not be blank. */
export function newName(description: string): Required<string> {
  return required((value) => textField(value, []), { rule: 'must be a text that is not blank', description });
}
