import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onEachEngine } from '../support/engines.ts';
import { basic, hexServer, PASSWORD, refused, unprocessable } from './fixtures.ts';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

onEachEngine('users of hex', (database) => {
  const hex = hexServer(database);
  const { ask, statusAndBody, signUp, person } = hex;
  const create = (body: unknown) => statusAndBody('POST', '/api/users', { body });
  const own = (name: string) => ({
    username: name,
    full_name: null,
    handles: {},
    email: `${name}@example.com`,
    url: `${hex.get().base}/hex/api/users/${name}`,
  });

  it('sign up with a list of emails', async () => {
    const body = { username: 'Bob', password: PASSWORD, emails: [{ email: 'Bob@Example.com' }] };
    const { status, headers, body: made } = await ask('POST', '/api/users', { body });
    const { inserted_at, updated_at, ...rest } = made as Record<string, unknown>;
    assert.deepEqual([status, headers.location, rest], [201, '/hex/api/users/bob', own('bob')]);
    assert.match(String(inserted_at), MOMENT);
    assert.equal(updated_at, inserted_at);
  });

  it('sign up with one email and a full name', async () => {
    const body = { username: 'carl', password: PASSWORD, email: 'carl@example.com', full_name: 'Carl C.' };
    const [status, made] = await create(body);
    const { inserted_at: _, updated_at: __, ...rest } = made as Record<string, unknown>;
    assert.deepEqual([status, rest], [201, { ...own('carl'), full_name: 'Carl C.' }]);
  });

  it('sign up although they show credentials that are good', async () => {
    const auth = await person('dora');
    const body = { username: 'dora-2', password: PASSWORD, email: 'dora-2@example.com' };
    const { status } = await ask('POST', '/api/users', { auth, body });
    assert.equal(status, 201);
  });

  it('are told everything that is wrong at once, one sentence a field', async () => {
    const body = { username: 'a!', password: 'short', emails: [{ email: 'nobody' }] };
    assert.deepEqual(
      await create(body),
      unprocessable({
        username: 'has invalid format',
        password: 'should be at least 8 character(s)',
        emails: { email: 'has invalid format' },
      }),
    );
  });

  const good = { username: 'eva', password: PASSWORD, emails: [{ email: 'eva@example.com' }] };
  const refusals: readonly (readonly [string, object, object])[] = [
    [
      'nothing',
      { username: undefined, password: undefined, emails: undefined },
      {
        username: "can't be blank",
        password: "can't be blank",
        emails: "can't be blank",
      },
    ],
    [
      'blanks',
      { username: '  ', password: ' \n', emails: [{ email: ' ' }] },
      {
        username: "can't be blank",
        password: "can't be blank",
        emails: { email: "can't be blank" },
      },
    ],
    ['a short username', { username: 'ab' }, { username: 'should be at least 3 character(s)' }],
    ['a username with a line break', { username: 'eva\n' }, { username: 'has invalid format' }],
    ['a username with a letter beyond ASCII', { username: 'evä' }, { username: 'has invalid format' }],
    ['a reserved username', { username: 'HexPM' }, { username: 'is reserved' }],
    ['a long username', { username: 'a'.repeat(256) }, { username: 'should be at most 255 character(s)' }],
    ['a number for a username', { username: 7 }, { username: 'expected type string' }],
    ['a map for a username', { username: {} }, { username: 'expected type string' }],
    ['a list for a password', { password: [PASSWORD] }, { password: 'expected type string' }],
    ['a long password', { password: 'é'.repeat(129) }, { password: 'should be at most 256 byte(s)' }],
    [
      'another confirmation',
      { password_confirmation: 'other' },
      {
        password_confirmation: 'does not match password',
      },
    ],
    ['no emails', { emails: [] }, { emails: "can't be blank" }],
    ['a map for emails', { emails: { email: 'x' } }, { emails: 'expected type list(map)' }],
    ['texts for emails', { emails: ['eva@example.com'] }, { emails: 'expected type list(map)' }],
    [
      'two emails',
      { emails: [{ email: 'eva@example.com' }, { email: 'e@example.com' }] },
      {
        emails: 'should have at most 1 item(s)',
      },
    ],
    ['a number for an email', { emails: [{ email: 1 }] }, { emails: { email: 'expected type string' } }],
    [
      'another confirmation of the email',
      { emails: [{ email: 'eva@example.com', email_confirmation: 'x' }] },
      {
        emails: { email_confirmation: 'does not match email' },
      },
    ],
    ['a number for a name', { full_name: 1 }, { full_name: 'expected type string' }],
    [
      'a name of one letter that is drawn with 2,000 marks',
      { full_name: `a${'\u0301'.repeat(2_000)}` },
      { full_name: 'should be at most 128 character(s)' },
    ],
    ['a long name', { full_name: 'a'.repeat(129) }, { full_name: 'should be at most 128 character(s)' }],
  ];
  for (const [what, wrong, errors] of refusals)
    it(`are refused with ${what}`, async () => {
      assert.deepEqual(await create({ ...good, ...wrong }), unprocessable(errors));
    });

  it('take no username and no email that somebody has', async () => {
    await signUp('finn');
    const other = { username: 'finn-2', password: PASSWORD, email: 'finn-2@example.com' };
    assert.deepEqual(
      await create({ ...other, username: 'FINN' }),
      unprocessable({ username: 'has already been taken' }),
    );
    assert.deepEqual(
      await create({ ...other, email: 'Finn@Example.com' }),
      unprocessable({ emails: { email: 'already in use' } }),
    );
    assert.deepEqual(
      await create({ ...other, username: 'finn', email: 'finn@example.com' }),
      unprocessable({ username: 'has already been taken' }),
    );
  });

  it('see of themselves what the sign-up said, to the microsecond, whatever they did since', async () => {
    const made = await signUp('gina');
    await hex.appwrite('PATCH', `/users/${await hex.idOf('gina')}/verification`, { emailVerification: true });
    const auth = basic('gina');
    await ask('POST', '/api/keys', { auth, body: { name: 'one' } });
    const rest = { packages: [], owned_packages: {}, organizations: [] };
    assert.deepEqual(await statusAndBody('GET', '/api/users/me', { auth }), [200, { ...made, ...rest }]);
  });

  it('are found by username and by verified, public email in any case, and are the same', async () => {
    await person('hugo');
    const [byName, byEmail, encoded] = [
      await statusAndBody('GET', '/api/users/HUGO'),
      await statusAndBody('GET', '/api/users/Hugo@Example.com'),
      await statusAndBody('GET', '/api/users/hugo%40example.com'),
    ];
    const { inserted_at: _, updated_at: __, ...rest } = byName[1] as Record<string, unknown>;
    assert.deepEqual([byName[0], rest], [200, { ...own('hugo'), packages: [], owned_packages: {} }]);
    assert.deepEqual([byEmail, encoded], [byName, byName]);
  });

  it('are not found by an email that is not verified, nor by names that nobody has', async () => {
    await signUp('ida');
    for (const name of [
      'ida@example.com',
      'nobody',
      'nobody@example.com',
      'a%20b',
      '%F0%9F%98%80',
      'me%2F',
    ]) {
      assert.deepEqual(await statusAndBody('GET', `/api/users/${name}`), refused(404, 'Page not found'));
    }
  });

  it('are shown under test to those only who are signed in', async () => {
    const auth = await person('jane');
    const [[status], without] = [
      await statusAndBody('GET', '/api/users/jane/test', { auth }),
      await statusAndBody('GET', '/api/users/jane/test'),
    ];
    assert.deepEqual([status, without], [200, refused(401, 'missing authentication information')]);
  });

  it('are not told from those that there are not by the answer to a reset', async () => {
    await person('lea');
    await signUp('lou');
    await hex.appwrite('POST', '/teams', { teamId: 'team', name: 'Team' });
    const names = [
      'lea',
      'LEA',
      'lea@example.com',
      'lou@example.com',
      'team',
      'nobody',
      'nobody@example.com',
      '%22',
    ];
    const answers = [];
    for (const name of names)
      for (const asked of [{}, { body: { key: 'value' } }]) {
        const { status, headers, bytes } = await ask('POST', `/api/users/${name}/reset`, asked);
        const { date: _, 'x-request-id': __, ...rest } = headers;
        answers.push(JSON.stringify([status, bytes.length, rest]));
      }
    assert.equal(new Set(answers).size, 1);
    assert.match(answers[0] ?? '', /^\[204,0,/);
  });

  it('that another protocol made are seen from their first sign-in on', async () => {
    const [email, password] = ['kim@example.com', PASSWORD];
    await hex.appwrite('POST', '/users', { userId: 'Kim', email, password, name: 'Kim' });
    await hex.appwrite('PATCH', '/users/Kim/verification', { emailVerification: true });
    assert.equal((await ask('GET', '/api/users/kim')).status, 404);
    const mine = await statusAndBody('GET', '/api/users/me', { auth: basic(email) });
    const { inserted_at: _, updated_at: __, ...rest } = mine[1] as Record<string, unknown>;
    const { email: ___, ...shown } = own('kim');
    const lists = { packages: [], owned_packages: {}, organizations: [] };
    assert.deepEqual([mine[0], rest], [200, { ...shown, full_name: 'Kim', ...lists }]);
    assert.equal((await ask('GET', '/api/users/kim')).status, 200);
  });
});
