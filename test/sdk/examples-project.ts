import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Example } from './examples.ts';
import type { World } from './examples-world.ts';
import { type Packed, packed, tool } from './packed.ts';

const ROOT = join(import.meta.dirname, '../..');
const TSC = join(ROOT, 'node_modules/.bin/tsc');
const INDEX = join(ROOT, 'sdk/src/index.ts');
const FOLDER = 'examples';
/** What a line of an example says that an expression is. */
const CLAIM = /^(?!const|await|for)(\S.*); \/\/ (.+)$/gm;

/** What examples find without having made it. */
const WORLD = `import type { Account, Client, Health, HexUsers, Teams, Users } from 'denizen-sdk';
export type World = {
  readonly client: Client; readonly users: Users; readonly account: Account; readonly teams: Teams;
  readonly health: Health; readonly hex: HexUsers;
  readonly key: string; readonly sessionId: string; readonly secret: string; readonly otp: string;
  readonly challengeId: string; readonly membershipId: string; readonly identityId: string; readonly idToken: string;
  readonly people: readonly { readonly email: string }[]; readonly names: readonly string[];
  readonly traceparent: string; readonly signal: AbortSignal;
  readonly console: Pick<Console, 'log' | 'error'>;
  readonly equal: (actual: unknown, told: string) => void;
};
`;

/** What examples are compiled in and run from: a project that has the package installed as it is published. */
export type ExampleProject = {
  /** The compiler's complaints, by the place of the example. */
  readonly complaints: ReadonlyMap<string, string>;
  /** The package as examples import it. */
  readonly load: () => Promise<typeof import('../../sdk/src/index.ts')>;
  readonly run: (example: Example, world: World) => Promise<void>;
};

/** Writes every example as a module, and compiles them all at once. */
export async function exampleProject(examples: readonly Example[]): Promise<ExampleProject> {
  const { project }: Packed = await packed();
  mkdirSync(join(project, FOLDER));
  symlinkSync(join(ROOT, 'node_modules/node-appwrite'), join(project, 'node_modules/node-appwrite'));
  const load = () => import(pathToFileURL(join(project, 'node_modules/denizen-sdk/dist/index.js')).href);
  const names = Object.keys(await load());
  writeFileSync(join(project, FOLDER, 'world.ts'), WORLD);
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config()));
  for (const [at, example] of examples.entries())
    writeFileSync(join(project, FOLDER, fileOf(at)), moduleOf(example, names));
  return {
    complaints: await complained(project, examples),
    load,
    run: async (example, world) => {
      const file = pathToFileURL(join(project, FOLDER, fileOf(examples.indexOf(example)))).href;
      const { run } = (await import(file)) as { readonly run: (world: World) => Promise<void> };
      await run(world);
    },
  };
}

function fileOf(at: number): string {
  return `example-${at}.ts`;
}

/** An example as a function of the world; one that is whole finds nothing but what it imports. */
function moduleOf({ code, isWhole }: Example, names: readonly string[]): string {
  const lines = code.replace(
    CLAIM,
    (_, expression, told) => `equal(${expression}, ${JSON.stringify(told)});`,
  );
  const body = lines.replace(/^import .*$/gm, '');
  const own = [...lines.matchAll(/^import .*$/gm)].join('\n');
  const given = /(readonly (\w+):)/g;
  const found = [...WORLD.matchAll(given)].map(([, , name]) => name).filter((name) => name !== 'email');
  const imports = isWhole
    ? own
    : `${own}\nimport { ${names.join(', ')} } from 'denizen-sdk';\nimport type { ${typesIn(names)} } from 'denizen-sdk';`;
  return `import type { World } from './world.ts';
${imports}
export async function run({ ${isWhole ? 'console, equal' : found.join(', ')} }: World): Promise<void> {
  {
${body}
  }
}
`;
}

/** Names of the types that the package exports beside its values. */
function typesIn(values: readonly string[]): string {
  const braces = readFileSync(INDEX, 'utf8').matchAll(/{([^}]*)}/g);
  const listed = [...braces].flatMap(([, list = '']) => list.replace(/\btype\b/g, '').split(','));
  const names = listed.map((name) => name.trim()).filter((name) => /^\w+$/.test(name));
  return [...names.filter((name) => !values.includes(name)), 'Models'].join(', ');
}

/** As a program of a user is compiled, strictest; Node's types are there for `process.env`. */
function config() {
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
      module: 'nodenext',
      typeRoots: [join(ROOT, 'node_modules/@types')],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      erasableSyntaxOnly: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      noEmit: true,
    },
    include: [FOLDER],
  };
}

async function complained(
  project: string,
  examples: readonly Example[],
): Promise<ReadonlyMap<string, string>> {
  const output = await tool(process.execPath, [TSC, '-p', project, '--pretty', 'false'], project).catch(
    (error: { readonly stdout?: string }) => error.stdout ?? `${error}`,
  );
  const lines = output.split('\n').filter((line) => line.includes('error TS'));
  return new Map(
    lines.reverse().map((line) => {
      const at = /example-(\d+)\.ts/.exec(line)?.[1];
      return [at === undefined ? line : (examples[Number(at)]?.at ?? line), line.replace(/^.*?error /, '')];
    }),
  );
}
