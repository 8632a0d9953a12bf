import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { allExamples } from './examples.ts';
import { examplePlace } from './examples-place.ts';
import { type ExampleProject, exampleProject } from './examples-project.ts';
import { onlyReads, type World, worldFor } from './examples-world.ts';

describe('the examples of the SDK', () => {
  const examples = allExamples();
  let project: ExampleProject;
  before(async () => {
    project = await exampleProject(examples);
  });
  const place = examplePlace(() => project.load());

  it('are there', () => assert.ok(examples.length > 200));

  it('compile', () => assert.deepEqual([...project.complaints], []));

  it('do what they say, each in a world of its own', async () => {
    const failed: unknown[] = [];
    let kept: World | undefined;
    for (const example of examples) {
      try {
        const world = (onlyReads(example) && kept) || (await worldFor(example, place()));
        kept = onlyReads(example) ? world : undefined;
        await project.run(example, world);
      } catch (error) {
        failed.push([example.at, example.code, `${error}`]);
      }
    }
    assert.deepEqual(failed, []);
  });

  it('show queries that the server takes, of users or of teams', async () => {
    const shown = examples.flatMap(({ code }) => [...code.matchAll(/; \/\/ ({"method".+})$/gm)]);
    const { sdk, asServer } = place();
    const users = new sdk.Users(asServer());
    const teams = new sdk.Teams(asServer());
    const refused: unknown[] = [];
    for (const [, query = ''] of shown) {
      const asked = [users.list([query]), teams.list([query])];
      if ((await Promise.allSettled(asked)).every(({ status }) => status === 'rejected')) refused.push(query);
    }
    assert.ok(shown.length > 30);
    assert.deepEqual(refused, []);
  });
});
