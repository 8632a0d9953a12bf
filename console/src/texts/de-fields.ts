/** What the server says of the value of a field, after its name, and the same in German. `$1` and `$2` are its numbers. */
const sentences: readonly (readonly [RegExp, string])[] = [
  [/^is missing$/, 'Das fehlt.'],
  [/^must be a valid email address/, 'Das ist keine gültige E-Mail-Adresse.'],
  [
    /^must be a phone number/,
    'Das ist keine Telefonnummer: Sie beginnt mit „+“ und der Landesvorwahl und hat 7 bis 15 Ziffern.',
  ],
  [
    /^must have 1 to 36 characters out of/,
    'Das braucht 1 bis 36 Zeichen: Buchstaben, Ziffern, Punkt, Bindestrich oder Unterstrich, zuerst ein Buchstabe oder eine Ziffer.',
  ],
  [/^must be a URL that begins with http/, 'Das ist keine URL, die mit http:// oder https:// beginnt.'],
  [
    /^is on a host that the project does not know/,
    'Diesen Host kennt das Projekt nicht. Fügen Sie ihn bei den Plattformen hinzu.',
  ],
  [/^must be a text of ([\d,]+) to ([\d,]+) bytes/, 'Das braucht $1 bis $2 Bytes.'],
  [/^must (?:be a text of|have) ([\d,]+) to ([\d,]+) characters/, 'Das braucht $1 bis $2 Zeichen.'],
  [/^must be a text of at most ([\d,]+) characters/, 'Das hat höchstens $1 Zeichen.'],
  [/^must have at least ([\d,]+) bytes/, 'Das braucht mindestens $1 Bytes.'],
  [/^must be a JSON object of at most ([\d,]+) bytes/, 'Das ist ein JSON-Objekt von höchstens $1 Bytes.'],
];

/** Returns the sentence in German; one that is not known stays as the server says it. */
export function fieldInGerman(wrong: string): string {
  for (const [pattern, sentence] of sentences) {
    const found = pattern.exec(wrong);
    if (found) return sentence.replace(/\$(\d)/g, (_, at) => (found[Number(at)] ?? '').replaceAll(',', '.'));
  }
  return `Dieser Wert passt nicht: ${wrong}.`;
}
