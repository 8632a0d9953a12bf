import { useRead } from '../../api/queries.ts';
import type { Admin } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { SelectField } from '../../ui/field.tsx';

export const ROLES = ['owner', 'operator', 'support', 'auditor'] as const;
export type Grant = Admin['grants'][number];

/** Stands for the installation in a list of projects, whose ids have no star. */
const EVERYWHERE = '*';

type GrantsProps = {
  readonly grants: readonly Grant[];
  readonly onChange: (grants: readonly Grant[]) => void;
};

/** Roles, each in all projects or in one: a place has one role. */
export function GrantsField({ grants, onChange }: GrantsProps) {
  const t = useTexts();
  const projects = useRead('listProjects', {}).data?.rows ?? [];
  const places = [
    { value: EVERYWHERE, label: t.admins.everywhere },
    ...projects.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` })),
  ];
  const taken = new Set(grants.map(({ project }) => project ?? EVERYWHERE));
  const free = places.find(({ value }) => !taken.has(value));
  const change = (at: number, next: Partial<Grant>) =>
    onChange(grants.map((grant, index) => (index === at ? { ...grant, ...next } : grant)));
  return (
    <fieldset class="group one">
      <legend>{t.admins.roles}</legend>
      {grants.map((grant, at) => {
        const own = grant.project ?? EVERYWHERE;
        return (
          <div class="grant" key={own}>
            <SelectField
              label={t.admins.place(at + 1)}
              isLabelHidden
              value={own}
              choices={places.filter(({ value }) => value === own || !taken.has(value))}
              onChange={(place) => change(at, { project: place === EVERYWHERE ? null : place })}
            />
            <SelectField
              label={t.admins.role(at + 1)}
              isLabelHidden
              value={grant.role}
              choices={ROLES.map((value) => ({ value, label: t.nav.roles[value] }))}
              onChange={(role) => change(at, { role })}
            />
            {grants.length > 1 && (
              <IconButton
                name={t.admins.removeRole(at + 1)}
                icon="close"
                onClick={() => onChange(grants.filter((_, index) => index !== at))}
              />
            )}
          </div>
        );
      })}
      {free && (
        <div>
          <Button
            small
            icon="add"
            onClick={() =>
              onChange([
                ...grants,
                { project: free.value === EVERYWHERE ? null : free.value, role: 'support' },
              ])
            }
          >
            {t.admins.addRole}
          </Button>
        </div>
      )}
      <dl class="facts role-hints">
        {ROLES.map((role) => (
          <div key={role}>
            <dt>{t.nav.roles[role]}</dt>
            <dd>{t.admins.roleHints[role]}</dd>
          </div>
        ))}
      </dl>
    </fieldset>
  );
}
