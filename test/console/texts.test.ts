import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { de } from '../../console/src/texts/de.ts';
import { en } from '../../console/src/texts/en.ts';
import { answerTo } from '../../src/admin/failures.ts';
import { routes } from '../../src/admin/routes.ts';
import { Failure, type FailureData } from '../../src/core/failure.ts';
import { systems } from '../../src/core/old-systems/systems.ts';

type Text = (...values: readonly unknown[]) => string;

/** Words that stand behind a number, or a name, and are the same for one and for two. A noun with a plural is none. */
const UNCHANGED: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordsOf(
    'a added again and bytes by changed could created did done failed found from in is left more not of removed selected skipped so that to together was',
  ),
  de: wordsOf(
    'ändern angemeldet anmelden aus auslöschen auswählen ausgewählt beenden bis bisher Benutzer Bytes eingeben entfernen entfernt erledigt erneuern erstellen fehlgeschlagen gefunden geändert gescheitert hat hinzugefügt in ist kopieren löschen mit neu nicht oder setzen sperren trennen Treffer übersprungen umbenennen und von weitere widerrufen wird wurde zurückziehen',
  ),
};

/** With these beside it, "Benutzer" is right for one or for several, and not for both: a dative, a verb, a pronoun. */
const BESIDE_ONE_OR_MANY =
  /(?:aus|bei|mit|nach|von|(?<!bis )zu) 2 Benutzer(?!\p{L})|2 Benutzer, d(?:er|ie)|(?<!\p{L})(?:hat|haben|ist|sind|wird|werden|wurden?)(?!\p{L})/iu;

describe('a text of the console', () => {
  it('is one for one user and for several in German only where the language has one form', () => {
    const wrong = [
      'Daten von 2 Benutzer',
      'Für 2 Benutzern',
      '2 Benutzer haben Schlüssel',
      '2 Benutzer, die ersten',
    ];
    const right = ['2 Benutzer sperren', 'Für 2 Benutzer', 'Bis zu 2 Benutzer löschen?'];
    const isWrong = (two: string) => faultsBetween(two.replaceAll('2', '1'), two, 'de').length > 0;
    assert.deepEqual([...wrong, ...right].filter(isWrong), wrong);
  });

  for (const [language, texts] of Object.entries({ en, de })) {
    it(`says one thing and two things differently, in ${language}`, () => {
      const faults = functionsIn(texts, language).flatMap(([path, text]) => faultsOf(path, text, language));
      assert.deepEqual(faults, []);
    });
  }
});

it('says what is wrong with a field of a form in the language of the console', () => {
  const fields = [
    'createUser',
    'updateUser',
    'setUserPassword',
    'acceptLink',
    'sendUserReset',
    'impersonateUser',
    'updatePassword',
    'createProject',
    'createKey',
  ];
  const inputs = routes.filter(({ operation }) => fields.includes(operation)).map(({ input }) => input);
  const typed = new Set(['email', 'phone', 'password', 'name', 'id', 'url']);
  const rules = inputs.flatMap((input) =>
    Object.entries(input).flatMap(([name, { rule, place }]) =>
      typed.has(name) && place === 'input' ? [rule] : [],
    ),
  );
  const failures: readonly FailureData[] = [
    { code: 'argument_invalid', field: 'password', rule: 'length', least: 15, most: 256 },
    { code: 'argument_invalid', field: 'password', rule: 'too_few_bytes', least: 12 },
    { code: 'argument_invalid', field: 'name', rule: 'required' },
    { code: 'argument_invalid', field: 'url', rule: 'foreign_host' },
  ];
  const told = failures.map((data) => answerTo(new Failure(data)).message.replace(/^"\w+" (.+)\.$/, '$1'));
  const german = [...rules, ...told].map((wrong) => de.errors.field(wrong));
  assert.ok(rules.length >= 8, String(rules.length));
  assert.deepEqual(
    german.filter((sentence) => /must|passt nicht|\$/.test(sentence)),
    [],
  );
  assert.equal(de.errors.field('must be a text of 8 to 1,256 bytes'), 'Das braucht 8 bis 1.256 Bytes.');
  assert.equal(en.errors.field('must be true or false'), 'This must be true or false.');
});

it('names each option of an old system', () => {
  const options = new Set([
    'allowPrivate',
    ...Object.values(systems).flatMap((each) => Object.keys(each.options)),
  ]);
  assert.deepEqual(Object.keys(en.migrations.options).toSorted(), [...options].toSorted());
});

/** A text takes its count as a number or as it is formatted: one of them must read well. */
function faultsOf(path: string, text: Text, language: string): readonly string[] {
  const numbers = faultsBetween(said(text, 1), said(text, 2), language);
  const formatted = faultsBetween(said(text, '1'), said(text, '2'), language);
  return numbers.length > 0 && formatted.length > 0 ? [`${path}: ${said(text, '1')}`] : [];
}

function faultsBetween(one: string, two: string, language: string): readonly string[] {
  if (one.replaceAll('1', '2') !== two) return [];
  return [...two.matchAll(/\b2 (\p{L}+)/gu)]
    .map(([, word = '']) => word)
    .filter(
      (word) => !UNCHANGED[language]?.has(word) || (word === 'Benutzer' && BESIDE_ONE_OR_MANY.test(two)),
    );
}

function said(text: Text, value: number | string): string {
  // Enough for each text; `mostly` takes a word, and fails for a number.
  try {
    return text(value, value, value, value);
  } catch {
    return `${value} failed, not`;
  }
}

function functionsIn(texts: unknown, path: string): readonly (readonly [string, Text])[] {
  // Casts: texts are functions, lists and objects of texts, and strings.
  if (typeof texts === 'function') return [[path, texts as Text]];
  if (typeof texts !== 'object' || texts === null) return [];
  return Object.entries(texts).flatMap(([name, each]) => functionsIn(each as unknown, `${path}.${name}`));
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}
