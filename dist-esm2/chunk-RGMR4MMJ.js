import {
  claimMailboxes,
  findCreatedAt,
  findProject,
  insertProject,
  listProjects,
  lockProject,
  projectOf,
  storedAfter,
  updatePolicies
} from "./chunk-EHK46DSF.js";
import {
  Failure,
  defaultPolicies
} from "./chunk-ACZ6WXDB.js";

// src/core/projects/projects.ts
async function createProject(core, actor, input) {
  let project = { ...input, policies: defaultPolicies };
  return await core.write(
    actor,
    { act: "project.create", details: { name: input.name } },
    (tx) => insertProject(tx, {
      project_id: input.id,
      name: input.name,
      policies: "{}",
      created_at: core.clock.now(),
      webhooks: null
    }).then((isNew) => {
      if (!isNew) throw new Failure({ code: "project_exists", project: input.id });
      return project;
    })
  );
}
async function getProject(core, id) {
  let project = await findProject(core.read, id);
  if (!project) throw unknownProject(id);
  return project;
}
async function getCreatedAt(core, id) {
  return await findCreatedAt(core.read, id) ?? refuseUnknown(id);
}
function listProjects2(core) {
  return listProjects(core.read);
}
async function setPolicies(core, actor, change) {
  let { id } = actor.project, act = ({ names }) => ({ act: "project.policies.update", details: { names } }), { before, after } = await core.write(actor, act, async (tx) => {
    let before2 = await lockProject(tx, id);
    if (!before2) throw unknownProject(id);
    let changes = typeof change == "function" ? change(projectOf(before2).policies) : change, policies = storedAfter(before2.policies, changes);
    await updatePolicies(tx, id, policies);
    let after2 = projectOf({ ...before2, policies });
    return { before: projectOf(before2).policies, after: after2, names: Object.keys(changes) };
  });
  return after.policies.canonicalEmails && !before.canonicalEmails && await claimMailboxes(core, { ...actor, project: after }), after;
}
function refuseUnknown(id) {
  throw unknownProject(id);
}
function unknownProject(id) {
  return new Failure({ code: "project_not_found", project: id });
}

export {
  createProject,
  getProject,
  getCreatedAt,
  listProjects2 as listProjects,
  setPolicies
};
