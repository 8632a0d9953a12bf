import type { Fields } from '../../http/body.ts';
import type { Format } from './format.ts';
import { without } from './shapes.ts';

/** 1.3: teams have preferences; empty strings differ from missing ones. */
export const before130: Format = {
  below: [1, 3, 0],
  everyRequest: withoutEmpty,
  answers: { team: without('prefs') },
};

function withoutEmpty(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));
}
