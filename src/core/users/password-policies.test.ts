import assert from 'node:assert/strict';
import { it } from 'node:test';
import { dictionary } from '@zxcvbn-ts/language-common';
import { directory } from '../../../test/support/directory.ts';
import { onEachEngine } from '../../../test/support/engines.ts';
import { importable } from '../../crypto/passwords/passwords.ts';
import type { Actor } from '../actor.ts';
import { type ArgumentRule, Failure } from '../failure.ts';
import type { PasswordCharacter, Policies } from '../projects/project.ts';
import { emailOf } from './email.ts';
import { importUser } from './imports.ts';
import { type Person, refusePassword } from './password-policies.ts';
import { setPassword } from './passwords.ts';
import { phoneOf } from './phone.ts';
import type { UserId } from './user.ts';
import { createUser, getUser } from './users.ts';

const EVERY = {
  passwordMinLength: 12,
  passwordDictionary: true,
  passwordPersonalData: true,
  passwordHistory: 5,
} as const satisfies Partial<Policies>;
const ann: Person = {
  id: 'Ann-7731',
  name: 'Zoë Ångström',
  email: 'zangstrom@example.com',
  phone: '+14155550123',
};

onEachEngine('password policies', (database) => {
  const here = directory(database);

  async function verdict(work: Promise<unknown>): Promise<string> {
    try {
      await work;
      return 'taken';
    } catch (error) {
      if (!(error instanceof Failure)) return String(error);
      const { data } = error;
      return data.code === 'argument_invalid' ? JSON.stringify(data) : data.code;
    }
  }

  /** Returns the verdict on each password for a user with these data. */
  async function verdicts(actor: Actor, passwords: readonly string[], user: Person = {}) {
    const all = passwords.map(async (password) => {
      const said = await verdict(refusePassword(here.core, actor, { password, user }));
      return [password, said] as const;
    });
    return Object.fromEntries(await Promise.all(all));
  }

  const everyone = (said: string, passwords: readonly string[]) =>
    Object.fromEntries(passwords.map((password) => [password, said]));
  const invalid = (rule: ArgumentRule) =>
    JSON.stringify({ code: 'argument_invalid', field: 'password', ...rule });
  const tooShort = (least: number) => invalid({ rule: 'too_few_bytes', least });
  const COMMON = invalid({ rule: 'too_common' });

  it('ask for kinds of characters, of ASCII for letters and digits', async () => {
    const actor = here.under({ passwordCharacters: ['uppercase', 'lowercase', 'number', 'symbol'] });
    const lacks = (...characters: PasswordCharacter[]) => invalid({ rule: 'characters_missing', characters });
    const expected = {
      'Abcdefg1!': 'taken',
      'Abcdefg1€': 'taken',
      'Abcdefg1 ': lacks('symbol'),
      Abcdefg1ß: lacks('symbol'),
      'Ébcdefg1!': lacks('uppercase'),
      'ABCDEFG1!': lacks('lowercase'),
      'Abcdefg٣!': lacks('number'),
      '        €': lacks('uppercase', 'lowercase', 'number'),
    };
    assert.deepEqual(await verdicts(actor, Object.keys(expected)), expected);
    assert.deepEqual(await verdicts(here.actor, ['abcdefgh']), { abcdefgh: 'taken' });
  });

  it('the minimum length is counted in bytes, 8 without a policy', async () => {
    const found = await verdicts(here.actor, [
      '',
      '1234567',
      'ééé1',
      '12345678',
      'éééé',
      '\u{1f600}\u{1f600}',
    ]);
    assert.deepEqual(found, {
      ...everyone(tooShort(8), ['', '1234567', 'ééé1']),
      ...everyone('taken', ['12345678', 'éééé', '\u{1f600}\u{1f600}']),
    });
  });

  it('the minimum length is the policy’s above 8, and never less', async () => {
    const fifteen = await verdicts(here.under({ passwordMinLength: 15 }), ['a'.repeat(14), 'a'.repeat(15)]);
    const two = await verdicts(here.under({ passwordMinLength: 2 }), ['1234567', '12345678']);
    assert.deepEqual(
      [fifteen, two],
      [
        { ['a'.repeat(14)]: tooShort(15), ['a'.repeat(15)]: 'taken' },
        { 1234567: tooShort(8), 12345678: 'taken' },
      ],
    );
  });

  it('without policies any password that is long enough is accepted', async () => {
    const any = [
      ' '.repeat(15),
      '1'.repeat(8),
      '密码很长很长',
      'password',
      ' ~!@#$%^&*()_+`',
      'a'.repeat(256),
    ];
    assert.deepEqual(await verdicts(here.actor, any, ann), everyone('taken', any));
  });

  it('the dictionary refuses exact matches of the most common passwords only', async () => {
    const common = [
      'password',
      '12345678',
      '1234567890',
      'qwertyuiop',
      'iloveyou',
      'password1',
      '1q2w3e4r5t',
      'PASSWORD',
      'Password1',
    ];
    const others = ['password ', ' password', 'my password', 'password\0', 'correct horse', '\0'.repeat(8)];
    assert.deepEqual(await verdicts(here.under({ passwordDictionary: true }), [...common, ...others]), {
      ...everyone(COMMON, common),
      ...everyone('taken', others),
    });
    assert.deepEqual(await verdicts(here.actor, common), everyone('taken', common));
  });

  it('the dictionary is the 10,000 most common that are long enough', async () => {
    const long = dictionary['passwords-common'].filter((word) => Buffer.byteLength(word) >= 8);
    const found = await verdicts(here.under({ passwordDictionary: true }), long.slice(0, 10_100));
    const refused = long.slice(0, 10_100).filter((word) => found[word] === COMMON);
    assert.deepEqual(refused, long.slice(0, 10_000));
  });

  it('refuses a password with the user’s id, name, email, its local part or phone, ignoring case', async () => {
    const personal = [
      'xx-ANN-7731',
      'my ann-7731!',
      'zoë ångström',
      'ZOE\u0308 A\u030aNGSTRO\u0308M',
      'the Zoe Angstrom 1',
      'zangstrom@example.com',
      'xZangStromx',
      '+14155550123',
      'call14155550123',
    ];
    const others = ['zoë-1234', 'example.com', '4155550123', 'ann-7732', 'ångström', 'gnrtsgnaz'];
    const actor = here.under({ passwordPersonalData: true });
    assert.deepEqual(await verdicts(actor, [...personal, ...others], ann), {
      ...everyone('password_personal', personal),
      ...everyone('taken', others),
    });
    assert.deepEqual(await verdicts(here.actor, personal, ann), everyone('taken', personal));
  });

  it('ignores personal data of less than three characters in any encoding', async () => {
    const actor = here.under({ passwordPersonalData: true });
    const short: readonly Person[] = [
      {},
      { id: 'ab', name: '', email: null, phone: null },
      { name: '王伟' },
      { name: '홍길' },
      { name: '   ' },
      { name: '\u0301\u0301\u0301' },
      { name: ' ab ' },
      { email: 'ab@x.example' },
    ];
    const password = 'ab王伟홍길   \u0301\u0301\u0301 word';
    const found = await Promise.all(short.map((user) => verdicts(actor, [password], user)));
    assert.deepEqual(
      found,
      short.map(() => ({ [password]: 'taken' })),
    );
    const long = [{ name: '王小明' }, { name: '홍길동' }, { name: 'ΟΔΥΣΣΕΥΣ' }, { email: 'ab@x.example' }];
    const held = ['1王小明1', '1홍길동1', 'xοδυσσευσx', 'to-AB@x.example'];
    const refused = await Promise.all(long.map((user, at) => verdicts(actor, [held[at] ?? ''], user)));
    assert.deepEqual(
      refused,
      held.map((word) => ({ [word]: 'password_personal' })),
    );
  });

  it('checks length first, then the dictionary, personal data and the history', async () => {
    const actor = here.under({ ...EVERY, passwordMinLength: 8 });
    const id = 'password' as UserId;
    await createUser(here.core, here.under({ passwordHistory: 5 }), { id, password: 'password-0' });
    const wrong = ['pass', 'password', 'password-0'];
    const said = [];
    for (const password of wrong) said.push(await verdict(setPassword(here.core, actor, { id, password })));
    const impersonal = here.under({ ...EVERY, passwordMinLength: 8, passwordPersonalData: false });
    said.push(await verdict(setPassword(here.core, impersonal, { id, password: 'password-0' })));
    assert.deepEqual(said, [tooShort(8), COMMON, 'password_personal', 'password_recently_used']);
  });

  it('apply to new users with the data of the request', async () => {
    const person = {
      id: 'maria' as UserId,
      name: 'Dolores',
      email: emailOf('quixote@example.com') as never,
      phone: phoneOf('+14155550199') as never,
    };
    const refused = ['short', 'maria-123456', 'dolores-1234', 'quixote-1234', '+14155550199', '14155550199x'];
    const make = (password: string) =>
      verdict(createUser(here.core, here.under(EVERY), { ...person, password }));
    const said = [];
    for (const password of [...refused, 'correct horse']) said.push(await make(password));
    assert.deepEqual(said, [tooShort(12), ...refused.slice(1).map(() => 'password_personal'), 'taken']);
  });

  it('a refused password changes nothing and creates no user', async () => {
    const id = 'steady' as UserId;
    const before = await createUser(here.core, here.actor, { id, password: 'correct horse' });
    const actor = here.under(EVERY);
    await assert.rejects(setPassword(here.core, actor, { id, password: 'steady-steady' }), Failure);
    assert.deepEqual(await getUser(here.core, actor, id), before);
    const nobody = 'nobody-1' as UserId;
    await assert.rejects(
      createUser(here.core, actor, { id: nobody, password: 'nobody-1-nobody-1' }),
      Failure,
    );
    assert.equal(await verdict(getUser(here.core, actor, nobody)), 'user_not_found');
  });

  it('imported hashes are not checked, and a password can always be removed', async () => {
    const id = 'brought' as UserId;
    const { md5 } = importable;
    const hash = md5.encode({ hash: '5f4dcc3b5aa765d61d8327deb882cf99' });
    const actor = here.under(EVERY);
    const made = await importUser(here.core, actor, { id }, { scheme: md5, stored: hash });
    assert.equal(made.password, hash);
    assert.equal((await setPassword(here.core, actor, { id, password: null })).password, null);
  });

  it('an imported hash counts as an earlier password', async () => {
    const id = 'moved' as UserId;
    const { md5 } = importable;
    const hash = md5.encode({ hash: '5f4dcc3b5aa765d61d8327deb882cf99' });
    const actor = here.under({ passwordHistory: 2 });
    await importUser(here.core, actor, { id }, { scheme: md5, stored: hash });
    const said = [];
    for (const password of ['password', 'correct horse'])
      said.push(await verdict(setPassword(here.core, actor, { id, password })));
    assert.deepEqual(said, ['password_recently_used', 'taken']);
  });

  it('error messages contain nothing of the password', async () => {
    const actor = here.under({ ...EVERY, passwordMinLength: 8 });
    const said = await verdicts(actor, ['iloveyou', 'x-ann-7731', 'secret'], ann);
    const told = Object.entries(said).filter(([password, sentence]) => sentence.includes(password));
    assert.deepEqual(told, []);
  });
});
