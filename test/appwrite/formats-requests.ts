type Fields = Readonly<Record<string, unknown>>;
/** An operation, what a client sends, and what is made of it from which version on. */
type Row = readonly [operation: string, sent: Fields, made: Readonly<Record<string, unknown>>];

const person = { userId: 'u1', email: 'a@b.co', password: 'long enough' };
const missing = (name: string) => `Param "${name}" is not optional.`;
const wrong = (name: string, rule: string) => `Invalid \`${name}\` param: Value ${rule}.`;
const LABELS = Array.from({ length: 101 }, (_, at) => `l${at}`);
const EMAIL_RULE = 'must be a valid email address';
const PASSWORD_RULE = 'must be a text of 8 to 256 bytes';

export const rows: readonly Row[] = [
  [
    'usersCreate',
    { email: 'a@b.co', password: 'long enough' },
    {
      '0.9.0': { ...person, userId: 'unique()' },
      '0.12.0': missing('userId'),
    },
  ],
  [
    'usersCreate',
    { userId: 'u1', name: 'Ann' },
    {
      '0.9.0': missing('email'),
      '1.0.0': { userId: 'u1', name: 'Ann' },
    },
  ],
  [
    'usersCreate',
    { userId: 'u1', email: 'a@b.co' },
    {
      '0.9.0': missing('password'),
      '1.0.0': { userId: 'u1', email: 'a@b.co' },
    },
  ],
  [
    'usersCreate',
    { ...person, name: '', phone: '' },
    {
      '0.9.0': person,
      '1.3.0': wrong(
        'phone',
        'must be a phone number that begins with "+" and a known country code and has 7 to 15 digits',
      ),
    },
  ],
  [
    'usersCreate',
    { ...person, name: '' },
    {
      '0.9.0': person,
      '1.3.0': wrong('name', 'must be a text of 1 to 128 characters without NUL'),
    },
  ],
  ['usersCreate', { ...person, password: 'short' }, { '0.9.0': wrong('password', PASSWORD_RULE) }],
  [
    'accountCreate',
    { email: 'a@b.co', password: 'long enough' },
    {
      '0.9.0': { ...person, userId: 'unique()' },
      '0.12.0': missing('userId'),
    },
  ],
  [
    'accountCreateMagicURLToken',
    { email: 'a@b.co' },
    {
      '0.9.0': { userId: 'unique()', email: 'a@b.co', expiryInSeconds: true },
      '0.12.0': missing('userId'),
    },
  ],
  [
    'teamsCreate',
    { name: 'Friends' },
    {
      '0.9.0': { teamId: 'unique()', name: 'Friends' },
      '0.12.0': missing('teamId'),
    },
  ],
  ...(
    [
      [0, true, false],
      ['0', true, false],
      [1, true, true],
      ['1', true, true],
      [2, false, undefined],
      ['2', false, undefined],
      [true, true, true],
      [false, false, false],
    ] as const
  ).map(
    ([status, before, since]): Row => [
      'usersUpdateStatus',
      { status },
      {
        '0.9.0': { userId: 'u1', status: before },
        '0.12.0':
          since === undefined ? wrong('status', 'must be true or false') : { userId: 'u1', status: since },
      },
    ],
  ),
  [
    'usersUpdatePrefs',
    { prefs: ' {"theme":"dark"}' },
    {
      '0.9.0': { userId: 'u1', prefs: { theme: 'dark' } },
      '0.12.0': wrong('prefs', 'must be a JSON object of at most 65,535 bytes'),
    },
  ],
  ...['null', '[]', '7', 'dark', '""'].map(
    (prefs): Row => [
      'usersUpdatePrefs',
      { prefs },
      { '0.9.0': wrong('prefs', 'must be a JSON object of at most 65,535 bytes') },
    ],
  ),
  [
    'usersUpdatePrefs',
    { prefs: '' },
    {
      '0.9.0': missing('prefs'),
      '1.3.0': wrong('prefs', 'must be a JSON object of at most 65,535 bytes'),
    },
  ],
  [
    'usersUpdatePrefs',
    { prefs: '{"theme":' },
    {
      '0.9.0': 'The body is not valid JSON.',
      '0.12.0': wrong('prefs', 'must be a JSON object of at most 65,535 bytes'),
    },
  ],
  [
    'usersUpdatePrefs',
    { prefs: '{"a":"\\u0000"}' },
    {
      '0.9.0': 'A text holds a NUL character or half of a surrogate pair.',
      '0.12.0': wrong('prefs', 'must be a JSON object of at most 65,535 bytes'),
    },
  ],
  [
    'usersUpdateName',
    { name: '' },
    {
      '0.9.0': missing('name'),
      '1.3.0': wrong('name', 'must be a text of 1 to 128 characters without NUL'),
      '1.5.0': { userId: 'u1', name: '' },
    },
  ],
  [
    'usersUpdateEmail',
    { email: '' },
    {
      '0.9.0': missing('email'),
      '1.3.0': wrong('email', EMAIL_RULE),
      '1.5.0': { userId: 'u1', email: '' },
    },
  ],
  [
    'usersUpdatePhone',
    { number: '' },
    {
      '0.9.0': missing('number'),
      '1.3.0': wrong(
        'number',
        'must be a phone number that begins with "+" and a known country code and has 7 to 15 digits',
      ),
      '1.5.0': { userId: 'u1', number: '' },
    },
  ],
  [
    'usersUpdatePassword',
    { password: '' },
    {
      '0.9.0': missing('password'),
      '1.3.0': wrong('password', PASSWORD_RULE),
      '1.5.0': { userId: 'u1', password: '' },
    },
  ],
  [
    'usersUpdateEmail',
    { email: 'a@b.co' },
    {
      '0.9.0': { userId: 'u1', email: 'a@b.co' },
    },
  ],
  [
    'usersUpdatePhone',
    { number: '+14155550123' },
    {
      '0.9.0': { userId: 'u1', number: '+14155550123' },
    },
  ],
  [
    'usersUpdateLabels',
    { labels: LABELS },
    {
      '0.9.0': wrong(
        'labels',
        'must be an array of at most 100 labels, each of 1 to 36 characters out of a-z, A-Z and 0-9',
      ),
      '1.5.0': { userId: 'u1', labels: LABELS },
    },
  ],
  ['usersUpdateLabels', { labels: LABELS.slice(1) }, { '0.9.0': { userId: 'u1', labels: LABELS.slice(1) } }],
  [
    'usersGetUsage',
    { range: '7d' },
    {
      '0.9.0': { range: '30d' },
      '1.5.0': wrong('range', 'must be one of 24h, 30d, 90d'),
    },
  ],
  [
    'accountUpdateRecovery',
    { userId: 'u1', secret: 's', password: 'long enough', passwordAgain: 'long enougH' },
    {
      '0.9.0': 'Invalid `passwordAgain` param: Value must be the same as `password`.',
      '1.5.0': { userId: 'u1', secret: 's', password: 'long enough' },
    },
  ],
  [
    'accountUpdateRecovery',
    { userId: 'u1', secret: 's', password: 'long enough' },
    { '0.9.0': { userId: 'u1', secret: 's', password: 'long enough' } },
  ],
  [
    'usersList',
    { search: '', limit: '', cursor: '', orderType: '', cursorDirection: '' },
    {
      '0.9.0': {},
      '1.3.0': { search: '', queries: [] },
    },
  ],
  [
    'usersList',
    { limit: '10', offset: '20', cursor: 'u7', cursorDirection: 'before', orderType: 'DESC' },
    {
      '0.9.0': {
        queries: [
          '{"method":"limit","values":[10]}',
          '{"method":"offset","values":[20]}',
          '{"method":"cursorBefore","values":["u7"]}',
          '{"method":"orderDesc"}',
        ],
      },
    },
  ],
  [
    'usersList',
    { cursor: 'u7', orderType: 'ASC' },
    {
      '0.9.0': { queries: ['{"method":"cursorAfter","values":["u7"]}', '{"method":"orderAsc"}'] },
    },
  ],
  ['usersList', { limit: '0' }, { '0.9.0': { queries: ['{"method":"limit","values":[1]}'] } }],
  ['usersList', { limit: '101' }, { '0.9.0': wrong('limit', 'must be a whole number from 0 to 100') }],
  ['usersList', { offset: '5001' }, { '0.9.0': wrong('offset', 'must be a whole number from 0 to 5,000') }],
  ['usersList', { orderType: 'asc' }, { '0.9.0': wrong('orderType', 'must be one of ASC, DESC') }],
  [
    'usersList',
    { cursorDirection: 'up' },
    { '0.9.0': wrong('cursorDirection', 'must be one of after, before') },
  ],
  ['usersList', { limit: '10', queries: ['limit(5)'] }, { '0.9.0': { queries: ['limit(5)'] } }],
  [
    'usersListLogs',
    { limit: '10', offset: '5', orderType: 'sideways', cursor: '?' },
    {
      '0.9.0': {
        userId: 'u1',
        queries: ['{"method":"limit","values":[10]}', '{"method":"offset","values":[5]}'],
      },
    },
  ],
];
