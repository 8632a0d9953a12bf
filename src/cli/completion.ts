import type { Command, Option } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** A command with what may follow it. */
type Node = {
  /** Its names from the program on, each after a slash; empty for the program. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly text: string }[];
  readonly flags: readonly Flag[];
};

type Flag = {
  readonly name: string;
  readonly text: string;
  readonly takesValue: boolean;
  /** The only values, if they are known. */
  readonly values: readonly string[];
};

/** Returns the script by which a shell completes the commands and options of the program. */
export function completionScript(program: Command, shell: Shell): string {
  const nodes = nodesOf(program, '');
  return writers[shell](nodes);
}

const writers: Readonly<Record<Shell, (nodes: readonly Node[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

function nodesOf(command: Command, path: string): readonly Node[] {
  const inner = command.commands.filter((child) => child.name() !== 'help');
  const node: Node = {
    path,
    commands: inner.map((child) => ({ name: child.name(), text: child.description() })),
    flags: [...command.options.filter(({ hidden }) => !hidden).map(flagOf), HELP],
  };
  return [node, ...inner.flatMap((child) => nodesOf(child, `${path}/${child.name()}`))];
}

const HELP: Flag = { name: '--help', text: 'show help', takesValue: false, values: [] };

function flagOf({ long, short, flags, description, required, optional, argChoices }: Option): Flag {
  const value = /<([a-z]+(?:\|[a-z]+)+)>/.exec(flags)?.[1]?.split('|') ?? [];
  return {
    name: long ?? short ?? flags,
    text: description.replace(/ \[DENIZEN_\w+\].*$/s, ''),
    takesValue: required || optional,
    values: argChoices ?? value,
  };
}

/** A case of the shell for each command that has what `words` returns. */
function cases(nodes: readonly Node[], words: (node: Node) => readonly string[]): string {
  return nodes
    .filter((node) => words(node).length > 0)
    .map((node) => `    '${node.path}') echo '${words(node).join(' ')}' ;;`)
    .join('\n');
}

/** Functions that bash and zsh share. Names hold nothing that a shell would read as more than a word. */
function sharedFunctions(nodes: readonly Node[]): string {
  const paths = nodes.map(({ path }) => path).filter(Boolean);
  return `__denizen_is_command() {
  case "$1" in
    ${paths.map((path) => `'${path}'`).join(' | ')}) return 0 ;;
  esac
  return 1
}
__denizen_commands() {
  case "$1" in
${cases(nodes, ({ commands }) => commands.map(({ name }) => name))}
  esac
}
__denizen_options() {
  case "$1" in
${cases(nodes, ({ flags }) => flags.map(({ name }) => name))}
  esac
}
__denizen_options_with_value() {
  case "$1" in
${cases(nodes, ({ flags }) => flags.filter(({ takesValue }) => takesValue).map(({ name }) => name))}
  esac
}
__denizen_values() {
  case "$1" in
${valueCases(nodes)}
  esac
}`;
}

function valueCases(nodes: readonly Node[]): string {
  const known = new Map(
    nodes.flatMap(({ flags }) =>
      flags.filter(({ values }) => values.length > 0).map((flag) => [flag.name, flag.values]),
    ),
  );
  return [...known].map(([name, values]) => `    '${name}') echo '${values.join(' ')}' ;;`).join('\n');
}

function bashScript(nodes: readonly Node[]): string {
  return `# Completion of denizen for bash: source <(denizen completion bash)
${sharedFunctions(nodes)}
_denizen() {
  local at='' word previous='' current="\${COMP_WORDS[COMP_CWORD]}" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if __denizen_is_command "$at/$word"; then at="$at/$word"; fi
    previous="$word"
  done
  if [[ " $(__denizen_options_with_value "$at") " == *" $previous "* && "$previous" == -* ]]; then
    COMPREPLY=($(compgen -W "$(__denizen_values "$previous")" -- "$current"))
  elif [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$(__denizen_options "$at")" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$(__denizen_commands "$at")" -- "$current"))
  fi
}
complete -o default -F _denizen denizen
`;
}

function zshScript(nodes: readonly Node[]): string {
  return `#compdef denizen
# Completion of denizen for zsh: source <(denizen completion zsh), or a file _denizen in a folder of $fpath.
${sharedFunctions(nodes)}
_denizen() {
  local at='' word previous=''
  local -i i
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if __denizen_is_command "$at/$word"; then at="$at/$word"; fi
    previous="$word"
  done
  local -a found
  if [[ " $(__denizen_options_with_value "$at") " == *" $previous "* && "$previous" == -* ]]; then
    found=(\${=$(__denizen_values "$previous")})
  elif [[ "\${words[CURRENT]}" == -* ]]; then
    found=(\${=$(__denizen_options "$at")})
  else
    found=(\${=$(__denizen_commands "$at")})
  fi
  if ((\${#found})); then compadd -- "\${found[@]}"; else _files; fi
}
if ((\${+functions[compdef]})); then compdef _denizen denizen; fi
`;
}

function fishScript(nodes: readonly Node[]): string {
  const paths = nodes.map(({ path }) => path).filter(Boolean);
  return `# Completion of denizen for fish: denizen completion fish | source
function __denizen_at
  set -l at ''
  for word in (commandline -opc)[2..]
    switch "$at/$word"
      case ${paths.map((path) => `'${path}'`).join(' ')}
        set at "$at/$word"
    end
  end
  test "$at" = "$argv[1]"
end
complete -c denizen -e
${nodes.flatMap(fishLines).join('\n')}
`;
}

function fishLines({ path, commands, flags }: Node): readonly string[] {
  const at = `complete -c denizen -n "__denizen_at '${path}'"`;
  return [
    ...commands.map(({ name, text }) => `${at} -f -a ${name} -d ${quoted(text)}`),
    ...flags.map(({ name, text, takesValue, values }) => {
      const value = takesValue ? (values.length > 0 ? ` -x -a '${values.join(' ')}'` : ' -r') : '';
      return `${at} -l ${name.replace(/^--?/, '')}${value} -d ${quoted(text)}`;
    }),
  ];
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
