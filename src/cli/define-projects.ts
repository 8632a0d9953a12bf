import type { Command } from 'commander';
import { DATABASE, type Wrap, withSettings } from './define.ts';

export function addProjects(projects: Command, wrap: Wrap): void {
  withSettings(projects.command('create').description('create a project').argument('<id>'), DATABASE)
    .option('--name <text>', 'display name')
    .action(
      wrap(async (args, output, { argument, options }) =>
        (await import('./projects.ts')).projectsCreate(args, output, { id: argument, name: options.name }),
      ),
    );
  withSettings(projects.command('list').description('list the projects'), DATABASE).action(
    wrap(async (args, output) => (await import('./projects.ts')).projectsList(args, output)),
  );
  withSettings(
    projects.command('show').description('show the policies of a project').argument('<id>'),
    DATABASE,
  ).action(
    wrap(async (args, output, { argument }) =>
      (await import('./projects.ts')).projectsShow(args, output, argument),
    ),
  );
  const set = projects.command('set').description('set policies of a project; see: projects show');
  withSettings(
    set.argument('<id>').argument('<name=value...>', 'a policy and its value, or default'),
    DATABASE,
  ).action(
    wrap(async (args, output, { argument, others }) =>
      (await import('./projects.ts')).projectsSet(args, output, { id: argument, pairs: others }),
    ),
  );
  withSettings(
    projects
      .command('rename')
      .description('change the display name of a project')
      .argument('<id>')
      .argument('<name>'),
    DATABASE,
  ).action(
    wrap(async (args, output, { argument: id, others: [name = ''] }) =>
      (await import('./projects.ts')).projectsRename(args, output, { id, name }),
    ),
  );
  const remove = 'delete a project with its users and everything else in it, after its name was typed';
  withSettings(projects.command('delete').description(remove).argument('<id>'), DATABASE)
    .option('--confirm <name>', 'name of the project, instead of typing it')
    .action(
      wrap(async (args, output, { argument: id, options: { confirm } }) =>
        (await import('./projects.ts')).projectsDelete(args, output, { id, confirm }),
      ),
    );
}
