import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, it } from 'node:test';
import type { Command } from 'commander';
import { everyFailure } from '../../test/support/failures.ts';
import { testFolder } from '../../test/support/folders.ts';
import { answerTo as adminAnswer } from '../admin/failures.ts';
import { messageOf } from '../appwrite/failure-words.ts';
import { answerTo as appwriteAnswer } from '../appwrite/failures.ts';
import { readConfig } from '../config.ts';
import { warningsAbout } from '../config-warnings.ts';
import { DatabaseRefused, DatabaseUnavailable } from '../db/database.ts';
import { errorOf } from '../hex/failures.ts';
import { failures as migrateFailures } from '../migrate/failures.ts';
import { ConfigError } from '../setting-values.ts';
import { settings } from '../settings.ts';
import { failureWords } from './failures.ts';
import { print } from './output.ts';
import { programOf } from './program.ts';
import { CommandError, sentenceOf } from './refusal.ts';
import { readSealedFile, writeSealedFile } from './sealed-file.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Two periods after a word, which are neither three nor a part of a path. */
const TWO = /[\p{L}\p{N}"')\]}]\.\.(?![./\p{L}\p{N}])/u;

const catalogues: Readonly<Record<string, () => readonly string[]>> = {
  appwrite: () => everyFailure.map((failure) => messageOf(appwriteAnswer(failure).words)),
  admin: () => everyFailure.map((failure) => adminAnswer(failure).message),
  hex: () => everyFailure.map((failure) => JSON.stringify(errorOf(failure))),
  'the commands': () => everyFailure.map(({ data }) => failureWords(data)),
  migrate: () => Object.values(migrateFailures).map(({ message }) => message),
  settings: () => settings.map(({ text }) => text),
  help: () => {
    const quiet = { write: () => {}, writeError: () => {}, warn: () => {} };
    const helps = (command: Command): readonly string[] => [
      command.helpInformation(),
      ...command.commands.flatMap(helps),
    ];
    return helps(programOf(quiet, () => async () => {}));
  },
};

describe('no message has two periods', () => {
  for (const [name, messages] of Object.entries(catalogues)) {
    it(`in the catalogue of ${name}`, () => {
      const all = messages();
      assert.ok(all.length > 0);
      assert.deepEqual(
        all.filter((message) => TWO.test(message)),
        [],
      );
    });
  }

  it('in the sources', () => {
    const files = globSync('{src,console/src}/**/*.{ts,tsx}', { cwd: ROOT }).filter(
      (file) => !/\.test\./.test(file),
    );
    const found = files.flatMap((file) =>
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/\p{L}\.\.(?:['"`]| \p{Lu})/gu)].map(
        ([text]) => `${file}: ${text}`,
      ),
    );
    assert.deepEqual(found, []);
  });

  it('where another program ends its own with one', () => {
    const cause = new Error('the server said so.');
    const listening = Object.assign(new Error('listen EACCES: denied.'), {
      code: 'EACCES',
      syscall: 'listen',
    });
    const sqlite = Object.assign(new Error('malformed.'), { code: 'ERR_SQLITE_ERROR' });
    const errors = [
      new ConfigError(`The folder a cannot be created: ${cause.message}. Create it.`),
      new CommandError(`The file cannot be read: ${cause.message}.`),
      new DatabaseRefused(`PostgreSQL refuses: ${cause.message}. Check DENIZEN_DATABASE.`),
      new DatabaseUnavailable('the server cannot serve.', { cause: undefined }),
      listening,
      sqlite,
    ];
    const sentences = errors.map((error) => sentenceOf(error, 'denizen'));
    assert.deepEqual(
      sentences.filter((sentence) => TWO.test(sentence)),
      [],
    );
    assert.equal(sentences[1], 'The file cannot be read: the server said so.');
  });

  it('but paths keep theirs', () => {
    const sentence = 'The database ../.. cannot be opened, nor a/.. or ...';
    assert.equal(sentenceOf(new ConfigError(sentence), 'denizen'), sentence);
  });
});

describe('a file that the system refuses', () => {
  const folder = testFolder();
  const refused = async (work: Promise<unknown>) => {
    const error = await work.then(
      () => assert.fail('the file was taken'),
      (reason: unknown) => reason,
    );
    return sentenceOf(error, 'denizen');
  };

  it('is told by its name and what is wrong, without the name that it has meanwhile', async () => {
    const missing = join(folder, 'none', 'shop.backup');
    assert.equal(
      await refused(writeSealedFile(missing, undefined, Readable.from(['row']))),
      `The file ${missing} cannot be used: it does not exist, or the folder that it would be in does not (ENOENT).`,
    );
  });

  it('may be a folder, of which reading says no name', async () => {
    assert.equal(
      await refused(readSealedFile(folder, () => assert.fail('no key is needed')).next()),
      'A file cannot be used: it is a folder, and a file is needed (EISDIR).',
    );
  });
});

describe('a text of others in a message', () => {
  const hostile = 'a\u001b[31m\u009b31m\u202e';

  it('cannot change what the terminal shows', () => {
    const told = sentenceOf(new CommandError(`No encoding is called ${hostile}.\nName another.`), 'denizen');
    assert.equal(told, 'No encoding is called a\ufffd[31m\ufffd31m\ufffd.\nName another.');
  });

  it('nor in what a command prints, whose commands are those of this program', () => {
    const written: string[] = [];
    const output = { json: false, command: 'npx denizen', write: (text: string) => written.push(text) };
    print({ ...output, drained: async () => true }, {}, [
      `The project is named ${hostile}.`,
      'See: denizen users jobs failures 1',
    ]);
    assert.deepEqual(written, [
      'The project is named a\ufffd[31m\ufffd31m\ufffd.\n',
      'See: npx denizen users jobs failures 1\n',
    ]);
  });
});

describe('hints about secrets', () => {
  it('name one length', () => {
    const names = ['DENIZEN_SECRET', 'DENIZEN_API_KEY', 'DENIZEN_SMS_SECRET'] as const;
    const sms = { DENIZEN_SMS_URL: 'https://sms.example.com' };
    const numbers = names.flatMap((name) => {
      const beside = name === 'DENIZEN_SMS_SECRET' ? sms : {};
      const { config, secrets } = readConfig({ ...beside, [name]: 'x'.repeat(20) });
      const refusal = (() => {
        try {
          readConfig({ ...beside, [name]: 'x' });
          return '';
        } catch (error) {
          return (error as Error).message;
        }
      })();
      const hints = [refusal, ...warningsAbout(config, secrets).filter((text) => text.startsWith(name))];
      assert.equal(hints.length, 2);
      return hints.flatMap((text) => text.replace('-hex 32', '').match(/\d+/g) ?? []);
    });
    assert.deepEqual([...new Set(numbers)], ['32']);
  });
});
