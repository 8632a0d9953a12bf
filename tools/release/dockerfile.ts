/** The instructions of a Dockerfile, as far as ours uses them. */

export type Instruction = { readonly name: string; readonly text: string };

export type Stage = {
  /** The image that it begins with. */
  readonly from: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
};

/** Where an image starts, and with what. */
export type ImageConfig = {
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly folder: string;
  readonly volumes: readonly string[];
  readonly ports: readonly number[];
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
};

const KNOWN = new Set([
  ...[
    'CMD',
    'COPY',
    'ENTRYPOINT',
    'ENV',
    'EXPOSE',
    'FROM',
    'HEALTHCHECK',
    'RUN',
    'USER',
    'VOLUME',
    'WORKDIR',
  ],
]);

/** Reads the stages of a Dockerfile. Fails for an instruction that it does not know. */
export function stagesOf(dockerfile: string): readonly Stage[] {
  const stages: { from: string; name: string | undefined; instructions: Instruction[] }[] = [];
  const lines = dockerfile
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, ' ')
    .split('\n');
  for (const line of lines.map((each) => each.trim()).filter(Boolean)) {
    const [, name = '', text = ''] = /^(\S+)\s+(.*)$/s.exec(line) ?? [];
    if (!KNOWN.has(name)) throw new Error(`the instruction is not known: ${line}`);
    if (name === 'FROM') {
      const [from = '', , as] = text.split(/\s+/);
      stages.push({ from, name: as, instructions: [] });
    } else stages.at(-1)?.instructions.push({ name, text });
  }
  return stages;
}

/** Returns what the instructions of a stage say of a container. */
export function configOf({ instructions }: Stage): ImageConfig {
  const all = (name: string) => instructions.filter((each) => each.name === name).map(({ text }) => text);
  const last = (name: string) => all(name).at(-1) ?? '';
  const list = (text: string): readonly string[] => (text === '' ? [] : JSON.parse(text));
  const pairs = all('ENV').flatMap((text) => text.split(/\s+/).map((pair) => pair.split(/=(.*)/s)));
  return {
    environment: Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value])),
    user: last('USER'),
    folder: last('WORKDIR'),
    volumes: all('VOLUME'),
    ports: all('EXPOSE').map(Number),
    entrypoint: list(last('ENTRYPOINT')),
    command: list(last('CMD')),
    healthcheck: list(/CMD\s+(\[.*\])$/.exec(last('HEALTHCHECK'))?.[1] ?? ''),
  };
}
