import type { Command } from 'commander';

/** Words for the same, so that a command is found by another name for it. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['create', 'add', 'new', 'make', 'invite', 'register'],
  ['delete', 'remove', 'revoke', 'rm', 'del', 'drop', 'destroy', 'erase', 'off'],
  ['list', 'ls', 'all', 'index'],
  ['show', 'get', 'info', 'view', 'describe', 'status'],
  ['set', 'edit', 'update', 'change', 'configure'],
  ['serve', 'start', 'run', 'server', 'up'],
  ['check', 'doctor', 'verify', 'test', 'validate', 'health'],
  ['backup', 'dump', 'save'],
  ['restore', 'load', 'recover'],
  ['migrate', 'upgrade', 'schema'],
  ['config', 'settings', 'env', 'configuration'],
  ['users', 'user', 'accounts'],
  ['admins', 'administrators', 'owners'],
  ['keys', 'apikeys', 'tokens', 'secrets'],
  ['audit', 'history', 'logs', 'events'],
  ['tail', 'follow', 'watch'],
  ['block', 'ban', 'disable', 'suspend'],
  ['unblock', 'unban', 'enable'],
];

/** The names of the commands below one, without the help. */
export function commandNames({ commands }: Command): readonly string[] {
  return commands.map((command) => command.name()).filter((name) => name !== 'help');
}

/**
 * Returns what to say after "unknown command" where the library knows no similar one: a command of the same meaning, else
 * all that there are.
 */
export function suggestionFor(program: Command, words: readonly string[]): string {
  let parent = program;
  for (const word of words.filter((text) => !text.startsWith('-'))) {
    const child = parent.commands.find((command) => command.name() === word);
    if (!child) return suggestionIn(parent, word);
    parent = child;
  }
  return '';
}

function suggestionIn(parent: Command, word: string): string {
  const names = commandNames(parent);
  const same = SYNONYMS.filter((group) => group.includes(word.toLowerCase())).flat();
  const meant = names.filter((name) => same.includes(name));
  if (meant.length === 1) return `\n(Did you mean ${meant[0]}?)`;
  if (meant.length > 1) return `\n(Did you mean one of ${meant.join(', ')}?)`;
  return names.length === 0 ? '' : `\nCommands: ${names.join(', ')}.`;
}
