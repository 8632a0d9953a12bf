import type { Config, Secrets } from '../config.ts';
import { Failure } from '../core/failure.ts';
import { projectIdOf } from '../core/projects/project.ts';
import { createProject, listProjects } from '../core/projects/projects.ts';
import { open, ourselves } from '../open.ts';
import { type Output, print, table } from './output.ts';

type Settings = { readonly config: Config; readonly secrets: Secrets };

export async function projectsCreate(
  { config, secrets }: Settings,
  output: Output,
  input: { readonly id: string; readonly name: string | undefined },
): Promise<void> {
  const id = projectIdOf(input.id);
  if (!id) {
    throw new Failure(
      'argument_invalid',
      'A project id has 1 to 36 characters out of a-z, 0-9, period, hyphen and underscore, and begins with a letter or a digit.',
    );
  }
  await using opened = await open(config, secrets, { migrate: 'when new' });
  const project = await createProject(opened.core, ourselves('cli'), { id, name: input.name ?? id });
  print(output, { id: project.id, name: project.name }, [
    `Project ${project.id} is made. Next: ${output.command} keys create --project ${project.id} --scopes users.read,users.write`,
  ]);
}

export async function projectsList({ config, secrets }: Settings, output: Output): Promise<void> {
  await using opened = await open(config, secrets, { migrate: 'when new' });
  const projects = (await listProjects(opened.core)).map(({ id, name }) => ({ id, name }));
  print(
    output,
    projects,
    table(
      ['ID', 'NAME'],
      projects.map(({ id, name }) => [id, name]),
    ),
  );
}
