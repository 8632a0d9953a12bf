import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { testFolder } from '../test/support/folders.ts';
import { keyFile, readConfig } from './config.ts';
import { warningsAbout, warningsAboutFlags } from './config-warnings.ts';
import { ConfigError } from './setting-values.ts';
import { settings } from './settings.ts';

type Given = Readonly<Record<string, string>>;

const LONG = '0123456789abcdef0123456789abcdef';

const read = (environment: Given = {}, flags: Given = {}) => {
  const { config, secrets } = readConfig(environment, flags);
  return { config, secrets };
};

/** Returns the error message that stops the start. */
function refusal(environment: Given, flags: Given = {}): string {
  try {
    readConfig(environment, flags);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    return error.message;
  }
  return 'accepted';
}

/** Accepted texts and the resulting values. */
const accepted: Readonly<Record<string, readonly (readonly [string, unknown])[]>> = {
  DENIZEN_HOST: [
    ['0.0.0.0', '0.0.0.0'],
    ['::1', '::1'],
    ['id.example.com', 'id.example.com'],
  ],
  DENIZEN_PORT: [
    ['0', 0],
    ['65535', 65_535],
  ],
  DENIZEN_DATABASE: [
    ['sqlite:people.db', { engine: 'sqlite', path: 'people.db' }],
    ['sqlite:/var/lib/people.db', { engine: 'sqlite', path: '/var/lib/people.db' }],
    ['sqlite:///var/lib/people.db', { engine: 'sqlite', path: '/var/lib/people.db' }],
    ['sqlite::memory:', { engine: 'sqlite', path: ':memory:' }],
    ['postgres://ann@db/people', { engine: 'postgres', url: 'postgres://ann@db/people' }],
    ['postgresql://db:5433/people', { engine: 'postgres', url: 'postgresql://db:5433/people' }],
    ['postgres:///people', { engine: 'postgres', url: 'postgres:///people' }],
  ],
  DENIZEN_SECRET: [[LONG, LONG]],
  DENIZEN_API_KEY: [[LONG, LONG]],
  DENIZEN_PROJECT: [
    ['shop', 'shop'],
    ['Shop-2.eu_1', 'shop-2.eu_1'],
  ],
  DENIZEN_HEX_PROJECT: [['Shop-2.eu_1', 'shop-2.eu_1']],
  DENIZEN_PUBLIC_URL: [
    ['https://id.example.com', 'https://id.example.com/'],
    ['http://localhost:4100/', 'http://localhost:4100/'],
  ],
  DENIZEN_TRUSTED_PROXIES: [
    ['10.0.0.1', ['10.0.0.1']],
    ['10.0.0.0/8,fd00::/8,', ['10.0.0.0/8', 'fd00::/8']],
  ],
  DENIZEN_DATABASE_WAIT_SECONDS: [
    ['0', 0],
    ['3600', 3_600],
  ],
  DENIZEN_DISK_MIN_FREE_MB: [['50', 50]],
  DENIZEN_LOG: [
    ['stderr', undefined],
    ['/a/b.log', { path: '/a/b.log', rotateBytes: undefined, keep: 5 }],
    ['b.log,rotate=100M,keep=2', { path: 'b.log', rotateBytes: 104_857_600, keep: 2 }],
  ],
  DENIZEN_LOG_LEVEL: [
    ['silent', 'silent'],
    ['trace', 'trace'],
  ],
  DENIZEN_SUBSTRING_INDEX: [
    ['on', true],
    ['off', false],
  ],
};

/** Refused texts, each with part of the error message. */
const refused: Readonly<Record<string, readonly (readonly [string, RegExp])[]>> = {
  DENIZEN_HOST: ['http://127.0.0.1', '127.0.0.1:4100', '[::1]', 'a b'].map((value) => [
    value,
    /such as localhost, not /,
  ]),
  DENIZEN_PORT: ['65536', '-1', '80a', '4e3', '1.5', 'tcp://10.0.0.1:4100'].map((value) => [
    value,
    /from 0 to 65535, not /,
  ]),
  DENIZEN_DATABASE: [
    ['people.db', /sqlite:\.\/data\/denizen\.db, or begin with postgres:/],
    ['sqlite:', /sqlite:\.\/data\/denizen\.db, or begin with postgres:/],
    ['sqlite://people.db', /sqlite:\.\/data\/denizen\.db, or begin with postgres:/],
    ['mysql://db/people', /sqlite:\.\/data\/denizen\.db, or begin with postgres:/],
    ['postgres://ann:a/b@db:x/people', /percent-encode special characters/],
  ],
  DENIZEN_LOG: [
    ['rotate=1M', /must begin with stderr or a file/],
    ['a.log,rotate=10', /1K or more after rotate=/],
    ['a.log,keep=0', /1 to 1000 after keep=/],
    ['a.log,often', /does not know "often"/],
  ],
  DENIZEN_SECRET: [['1234567', /use 32 random characters or more.*openssl rand/]],
  DENIZEN_API_KEY: [
    ['1234567', /use 32 random characters or more.*openssl rand/],
    ['with a blank in it', /printable ASCII/],
    ['geheim-ü-geheim', /printable ASCII/],
  ],
  DENIZEN_PROJECT: ['-shop', 'a b', 'a/b', 'ä', 'x'.repeat(37)].map((value) => [value, /1 to 36 characters/]),
  DENIZEN_HEX_PROJECT: ['-shop', 'a b', 'ä'].map((value) => [value, /DENIZEN_HEX_PROJECT must have 1 to 36/]),
  DENIZEN_PUBLIC_URL: [
    'id.example.com',
    'ftp://id.example.com',
    'https://id.example.com/people',
    'https://id.example.com/?a=1',
    'https://ann@id.example.com',
  ].map((value) => [value, /as in https:\/\/id\.example\.com/]),
  DENIZEN_TRUSTED_PROXIES: [
    'proxy',
    '10.0.0.0/33',
    '10.0.0.0/8/8',
    '10.0.0.0/',
    '0.0.0.0/0',
    '::/129',
    '10.0.0.1;10.0.0.2',
  ].map((value) => [value, /such as 10\.0\.0\.0\/8, and "/]),
  DENIZEN_SUBSTRING_INDEX: ['true', 'ON', '1'].map((value) => [value, /must be on or off, not "/]),
  DENIZEN_DATABASE_WAIT_SECONDS: ['-1', '1.5', '3601', 'a minute'].map((value) => [
    value,
    /a number of seconds from 0 to 3600, not "/,
  ]),
  DENIZEN_DISK_MIN_FREE_MB: ['-1', '1e9', '10 MB'].map((value) => [
    value,
    /a number of megabytes from 0 to 1000000, not "/,
  ]),
  DENIZEN_LOG_LEVEL: ['verbose', 'INFO', 'warn,error'].map((value) => [
    value,
    /one of fatal, error, warn.*, not "/,
  ]),
};

describe('without settings', () => {
  it('every setting has its documented default', () => {
    assert.deepEqual(read(), {
      config: {
        host: 'localhost',
        port: 4100,
        database: { engine: 'sqlite', path: './data/denizen.db' },
        databaseConnections: 24,
        processes: 1,
        databaseWaitSeconds: 30,
        prepared: true,
        replicas: [],
        replicasAlone: false,
        stateFolder: undefined,
        diskMinFreeMegabytes: 100,
        dataFolder: './data',
        imports: { folder: 'data/imports', mostBytes: 2_147_483_648 },
        project: undefined,
        adminEmail: undefined,
        hexProject: undefined,
        publicUrl: undefined,
        trustedProxies: [],
        logLevel: 'info',
        log: { target: undefined, format: 'auto', addresses: 'full' },
        tracing: undefined,
        tls: undefined,
        isNotifying: false,
        passwordCost: { memoryCost: 19_456, timeCost: 2, parallelism: 1 },
        substringIndex: true,
        smtp: undefined,
        mailFrom: undefined,
        privateWebhooks: false,
        mailTemplates: undefined,
        smsHost: undefined,
        backup: undefined,
        console: true,
        settings: settings.map(({ name, text, fallback }) => ({
          ...{ name, text, fallback, value: fallback, origin: 'default' },
        })),
      },
      secrets: {
        seal: undefined,
        earlierSeals: [],
        apiKey: undefined,
        adminPassword: undefined,
        databasePassword: undefined,
        replicaPasswords: [],
        smtpLogin: undefined,
        smsUrl: undefined,
        smsSecret: undefined,
        otlpHeaders: undefined,
      },
    });
  });

  it('an empty or blank setting counts as unset', () => {
    const empty = Object.fromEntries(settings.map(({ name }) => [name, ' ']));
    assert.deepEqual(read(empty), read());
  });

  it('other environment variables are ignored', () => {
    assert.deepEqual(read({ PORT: '1', USER: 'root', DENIZENS: '2' }), read());
  });

  it('notes of a server are in the state folder of its user', () => {
    const folderOf = (environment: Given) => read(environment).config.stateFolder;
    assert.equal(folderOf({ HOME: '/home/ann' }), '/home/ann/.local/state/denizen');
    assert.equal(folderOf({ HOME: '/home/ann', XDG_STATE_HOME: '/var/lib/x' }), '/var/lib/x/denizen');
    for (const none of [{ HOME: '/' }, { HOME: '' }, { HOME: 'ann', XDG_STATE_HOME: 'state' }])
      assert.equal(folderOf(none), undefined);
  });
});

describe('a configuration', () => {
  it('is read once, trimmed and frozen', () => {
    const { config } = read({ DENIZEN_PORT: ' 8080 ', DENIZEN_TRUSTED_PROXIES: '10.0.0.0/8, ::1' });
    assert.deepEqual([config.port, config.trustedProxies], [8080, ['10.0.0.0/8', '::1']]);
    assert.throws(() => Object.assign(config, { port: 1 }), TypeError);
    assert.throws(() => Object.assign(config.trustedProxies, ['::2']), TypeError);
    assert.throws(() => Object.assign(config.database, { path: 'x' }), TypeError);
  });

  it('prefers flags to the environment, setting by setting', () => {
    const environment = { DENIZEN_HOST: '0.0.0.0', DENIZEN_PORT: '1' };
    const { config } = read(environment, { port: '2', 'log-level': 'debug' });
    assert.deepEqual([config.host, config.port, config.logLevel], ['0.0.0.0', 2, 'debug']);
  });

  it('has a flag for every setting', () => {
    for (const { name, flag } of settings) {
      const good = accepted[name]?.[0]?.[0] ?? '';
      const [byFlag, byName] = [read({}, { [flag]: good }), read({ [name]: good })].map(
        ({ config: { settings: _, ...config }, secrets }) => ({ config, secrets }),
      );
      assert.deepEqual(byFlag, byName, flag);
    }
  });

  it('tells where each setting comes from', () => {
    const environment = {
      DENIZEN_PORT: '1',
      DENIZEN_HOST: 'a',
      DENIZEN_API_KEY_FILE: 'f',
      DENIZEN_PROJECT: ' ',
    };
    const { config } = readConfig(environment, { port: '2' }, { readSecret: () => LONG });
    const shown = (named: string) => {
      const { value, origin } = config.settings.find(({ name }) => name === named) ?? assert.fail();
      return [value, origin];
    };
    assert.deepEqual(shown('DENIZEN_PORT'), ['2', 'flag']);
    assert.deepEqual(shown('DENIZEN_HOST'), ['a', 'environment']);
    assert.deepEqual(shown('DENIZEN_API_KEY'), [null, 'file']);
    assert.deepEqual(shown('DENIZEN_PROJECT'), ['', 'default']);
  });

  it('shows addresses of databases without users and passwords', () => {
    const { config } = read({ DENIZEN_DATABASE: 'postgres://ann:a%40b,c@db/people?password=x' });
    const shown = config.settings.find(({ name }) => name === 'DENIZEN_DATABASE');
    assert.equal(shown?.value, 'postgres://db/people');
  });
});

for (const { name } of settings) {
  describe(name, () => {
    for (const [value, expected] of accepted[name] ?? []) {
      it(`accepts ${value}`, () => assert.deepEqual(madeOf(name, value), expected));
    }
    for (const [value, sentence] of refused[name] ?? []) {
      it(`refuses ${value}, and explains the format`, () => {
        const said = refusal({ [name]: value });
        assert.match(said, sentence);
        assert.ok(said.startsWith(name), said);
      });
    }
  });
}

describe('unknown and contradictory settings', () => {
  it('a misspelt setting stops the start and lists those that exist', () => {
    const said = refusal({ DENIZEN_DATABSE: 'x', DENIZEN_SERCET: 'y' });
    assert.match(
      said,
      /^There is no setting DENIZEN_DATABSE, DENIZEN_SERCET\. Did you mean DENIZEN_DATABASE\? Remove it, or use one of: DENIZEN_HOST, /,
    );
    for (const { name } of settings) assert.ok(said.includes(name), name);
  });

  it('variables that Kubernetes adds are recognised', () => {
    assert.match(refusal({ DENIZEN_SERVICE_HOST: '10.0.0.1' }), /enableServiceLinks to false\.$/);
  });

  it('an API key cannot also be the sealing secret', () => {
    assert.match(refusal({ DENIZEN_SECRET: LONG, DENIZEN_API_KEY: LONG }), /must differ/);
  });
});

describe('secrets', () => {
  const environment = {
    DENIZEN_SECRET: 'canary-of-the-seal-0123456789abcdef',
    DENIZEN_SECRET_PREVIOUS: 'canary-of-the-earlier-seal-0123456789',
    DENIZEN_API_KEY: 'canary-of-the-key-0123456789abcdef',
    DENIZEN_DATABASE: 'postgres://ann:canary-of%2Fthe-database@db/people',
    DENIZEN_DATABASE_READ:
      'postgres://ann:canary-of%2Fone@one/people, postgres://two/people?password=canary-of/two,postgres://three/people',
    DENIZEN_SMTP_URL: 'smtps://canary-of-ann:canary-of%2Fthe-mail@mail.example.com',
    DENIZEN_MAIL_FROM: 'id@example.com',
    DENIZEN_SMS_URL: 'https://sms.example.com/canary-of-the-path?key=canary-of-the-query',
    DENIZEN_ADMIN_EMAIL: 'ann@example.com',
    DENIZEN_ADMIN_PASSWORD: 'canary-of-the-owner-0123456789',
    DENIZEN_SMS_SECRET: 'canary-of-the-texts-0123456789abcdef',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20canary-of-the-spans',
  };

  it('are kept apart from the configuration', () => {
    const { config, secrets } = read(environment);
    assert.doesNotMatch(inspect(config, { depth: null, showHidden: true }), /canary/);
    assert.deepEqual(config.replicas, [
      'postgres://ann@one/people',
      'postgres://two/people',
      'postgres://three/people',
    ]);
    assert.deepEqual(secrets, {
      seal: environment.DENIZEN_SECRET,
      earlierSeals: [environment.DENIZEN_SECRET_PREVIOUS],
      apiKey: environment.DENIZEN_API_KEY,
      adminPassword: environment.DENIZEN_ADMIN_PASSWORD,
      databasePassword: 'canary-of%2Fthe-database',
      replicaPasswords: ['canary-of%2Fone', 'canary-of%2Ftwo', undefined],
      smtpLogin: { user: 'canary-of-ann', password: 'canary-of/the-mail' },
      smsUrl: new URL(environment.DENIZEN_SMS_URL),
      smsSecret: environment.DENIZEN_SMS_SECRET,
      otlpHeaders: { authorization: 'Bearer canary-of-the-spans' },
    });
  });

  it('include a password among the parameters of the URL', () => {
    const { config, secrets } = read({
      DENIZEN_DATABASE: 'postgres://ann@db/people?sslmode=require&password=a/b',
    });
    assert.deepEqual(config.database, {
      engine: 'postgres',
      url: 'postgres://ann@db/people?sslmode=require',
    });
    assert.equal(secrets.databasePassword, 'a%2Fb');
  });

  it('are not repeated by error messages', () => {
    const names = ['DENIZEN_SECRET', 'DENIZEN_SECRET_PREVIOUS', 'DENIZEN_API_KEY', 'DENIZEN_SMS_SECRET'];
    for (const name of names) assert.doesNotMatch(refusal({ [name]: 'canary' }), /canary/);
    assert.doesNotMatch(refusal({ DENIZEN_DATABASE: 'postgres://ann:canary@[db/people' }), /canary/);
    assert.doesNotMatch(refusal({ DENIZEN_DATABASE: 'mysql://ann:canary@db/people' }), /canary/);
    for (const read of [
      'postgres://db/people,postgres://ann:canary@[db/people',
      'mysql://ann:canary@db/people',
    ])
      assert.match(
        refusal({ DENIZEN_DATABASE: 'postgres://db/people', DENIZEN_DATABASE_READ: read }),
        /^DENIZEN_DATABASE_READ is not a valid URL(?!.*canary)/,
      );
  });

  it('cause a warning when they are weak', () => {
    const { config, secrets } = read({
      DENIZEN_SECRET: 'changeme',
      DENIZEN_API_KEY: 'changeme2',
      DENIZEN_SMS_SECRET: 'changeme3',
    });
    assert.deepEqual(
      warningsAbout(config, secrets).map((warning) => warning.split(' ', 1)[0]),
      ['DENIZEN_SECRET', 'DENIZEN_API_KEY', 'DENIZEN_SMS_SECRET'],
    );
  });

  it('cause a warning when several servers on PostgreSQL may lack a common one', () => {
    const { config, secrets } = read({ DENIZEN_DATABASE: 'postgres://db/people' });
    assert.deepEqual(warningsAbout(config, secrets), [
      'Without DENIZEN_SECRET the sealing key is in data/denizen.key, which other servers do not have.',
    ]);
  });
});

describe('a secret in a file', () => {
  const readFrom = (environment: Record<string, string>, file = (path: string) => `${path} `.repeat(20)) =>
    readConfig(environment, {}, { readSecret: file });

  it('is what the file says, without the ends of lines around it', () => {
    const { secrets } = readFrom(
      { DENIZEN_API_KEY_FILE: '/run/key' },
      (path) => `\n${path}-${'0'.repeat(40)}\n`,
    );
    assert.equal(secrets.apiKey, `/run/key-${'0'.repeat(40)}`);
  });

  it('is refused beside the setting itself, for what is no secret, and when it cannot be read', () => {
    const missing = () => {
      throw Object.assign(new Error('a text with the path'), { code: 'ENOENT' });
    };
    const refusals: readonly [Record<string, string>, RegExp][] = [
      [{ DENIZEN_SECRET: 'x', DENIZEN_SECRET_FILE: '/run/s' }, /^DENIZEN_SECRET and DENIZEN_SECRET_FILE say/],
      [{ DENIZEN_PORT_FILE: '/run/p' }, /^There is no setting DENIZEN_PORT_FILE/],
      [{ DENIZEN_SECRET_FILE: '/run/none' }, /^DENIZEN_SECRET_FILE names a file .*\(ENOENT\): \/run\/none$/],
    ];
    for (const [environment, message] of refusals)
      assert.throws(() => readFrom(environment, missing), { name: 'ConfigError', message });
  });

  it('is read from the disk, 64 KiB at most', () => {
    const path = join(testFolder(), 'secret');
    writeFileSync(path, `${'s'.repeat(40)}\n`);
    assert.equal(readConfig({ DENIZEN_SECRET_FILE: path }).secrets.seal, 's'.repeat(40));
    writeFileSync(path, 's'.repeat(65_537));
    assert.throws(() => readConfig({ DENIZEN_SECRET_FILE: path }), { name: 'ConfigError' });
  });

  it('is what flags are warned to use, without what they say', () => {
    const flags = {
      secret: 'very-secret',
      'sms-secret': 'very-secret',
      database: 'postgres://me:very-secret@db/people',
      'database-read': 'postgres://one/people,postgres://me:very-secret@two/people',
      'smtp-url': 'smtp://mail.example.com',
      port: '4100',
    };
    const warnings = warningsAboutFlags(flags);
    assert.deepEqual(
      warnings.map((warning) => warning.match(/DENIZEN_\w+/)?.[0]),
      [
        'DENIZEN_DATABASE_FILE',
        'DENIZEN_DATABASE_READ_FILE',
        'DENIZEN_SECRET_FILE',
        'DENIZEN_SMS_SECRET_FILE',
      ],
    );
    assert.ok(!warnings.join().includes('very-secret'));
  });
});

describe('DENIZEN_DATABASE_READ', () => {
  const DENIZEN_DATABASE = 'postgres://db/people';

  it('takes URLs that contain commas, and a comma at the end', () => {
    const { config, secrets } = read({
      DENIZEN_DATABASE,
      DENIZEN_DATABASE_READ: 'postgres://ann:a,b@one/people,postgresql://two/people?options=-c%20a,b,',
    });
    assert.deepEqual(config.replicas, [
      'postgres://ann@one/people',
      'postgresql://two/people?options=-c%20a,b',
    ]);
    assert.deepEqual(secrets.replicaPasswords, ['a,b', undefined]);
  });

  it('takes 50 replicas at most, and only of PostgreSQL', () => {
    const many = (n: number) => Array.from({ length: n }, (_, at) => `postgres://r${at}/people`).join();
    assert.equal(read({ DENIZEN_DATABASE, DENIZEN_DATABASE_READ: many(50) }).config.replicas.length, 50);
    assert.match(refusal({ DENIZEN_DATABASE, DENIZEN_DATABASE_READ: many(51) }), /50 replicas at most/);
    assert.match(refusal({ DENIZEN_DATABASE_READ: many(1) }), /needs a DENIZEN_DATABASE that begins/);
  });

  it('may stand in a file', () => {
    const { config, secrets } = readConfig(
      { DENIZEN_DATABASE, DENIZEN_DATABASE_READ_FILE: '/run/replicas' },
      {},
      { readSecret: () => 'postgres://ann:one@one/people,\npostgres://ann:two@two/people\n' },
    );
    assert.deepEqual(config.replicas, ['postgres://ann@one/people', 'postgres://ann@two/people']);
    assert.deepEqual(secrets.replicaPasswords, ['one', 'two']);
  });
});

describe('DENIZEN_BACKUP', () => {
  const backupIn = (text: string, database = 'sqlite:./data/denizen.db') =>
    readConfig({ DENIZEN_BACKUP: text, DENIZEN_DATABASE: database }).config.backup;

  it('names a folder, how often, how many, and recipients', () => {
    const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
    assert.deepEqual(backupIn('/backups'), {
      ...{ folder: '/backups', everyMs: 6 * 3_600_000, keep: 14, recipients: [] },
    });
    assert.deepEqual(backupIn(`b, every=30m, keep=2, recipient=${recipient}`), {
      ...{ folder: 'b', everyMs: 30 * 60_000, keep: 2, recipients: [recipient] },
    });
  });

  for (const wrong of [
    'every=6h',
    'b,every=6',
    'b,every=0m',
    'b,every=400d',
    'b,keep=0',
    'b,keep=many',
    'b,often',
  ])
    it(`refuses ${wrong}`, () => {
      assert.throws(() => backupIn(wrong), /^ConfigError: DENIZEN_BACKUP .+ Write it as in /);
    });

  it('refuses a database in memory', () => {
    assert.throws(() => backupIn('b', 'sqlite::memory:'), /needs a database that is not in memory/);
  });
});

describe('the key file', () => {
  it('is beside the database', () => {
    const places = ['sqlite:/srv/people/a.db', 'sqlite:a.db', 'postgres://db/people'].map(
      (DENIZEN_DATABASE) => keyFile(read({ DENIZEN_DATABASE }).config),
    );
    assert.deepEqual(places, ['/srv/people/denizen.key', 'denizen.key', 'data/denizen.key']);
  });
});

/** Returns the parsed value of one setting. */
function madeOf(name: string, value: string): unknown {
  const { config, secrets } = read({ [name]: value });
  const values: Readonly<Record<string, unknown>> = {
    DENIZEN_HOST: config.host,
    DENIZEN_PORT: config.port,
    DENIZEN_DATABASE: config.database,
    DENIZEN_SECRET: secrets.seal,
    DENIZEN_SECRET_PREVIOUS: secrets.earlierSeals,
    DENIZEN_API_KEY: secrets.apiKey,
    DENIZEN_PROJECT: config.project,
    DENIZEN_ADMIN_EMAIL: config.adminEmail,
    DENIZEN_HEX_PROJECT: config.hexProject,
    DENIZEN_PUBLIC_URL: config.publicUrl?.href,
    DENIZEN_TRUSTED_PROXIES: config.trustedProxies,
    DENIZEN_LOG: config.log.target,
    DENIZEN_LOG_LEVEL: config.logLevel,
    DENIZEN_SUBSTRING_INDEX: config.substringIndex,
    DENIZEN_DATABASE_WAIT_SECONDS: config.databaseWaitSeconds,
    DENIZEN_DISK_MIN_FREE_MB: config.diskMinFreeMegabytes,
  };
  return values[name];
}
