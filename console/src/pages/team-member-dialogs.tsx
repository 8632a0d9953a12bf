import { useState } from 'preact/hooks';
import type { ApiError } from '../api/client.ts';
import { useAct } from '../api/queries.ts';
import type { Membership } from '../generated/admin.ts';
import { useTexts } from '../texts/texts.ts';
import { Dialog, FormEnds } from '../ui/dialog.tsx';
import { TextField, Tick } from '../ui/field.tsx';
import { FormError } from '../ui/states.tsx';
import { toast } from '../ui/toasts.tsx';

type InviteProps = { readonly project: string; readonly team: string; readonly onClose: () => void };

const CHANGED = ['listTeamMemberships', 'getTeam', 'listTeams'] as const;

/** Adds a member at once, or sends an invitation. */
export function AddMember({ project, team, onClose }: InviteProps) {
  const t = useTexts();
  const add = useAct('createTeamMembership', CHANGED);
  const invite = useAct('inviteToTeam', CHANGED);
  const [who, setWho] = useState('');
  const [roles, setRoles] = useState('');
  const [isInvited, setInvited] = useState(false);
  const [url, setUrl] = useState('');
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const name = who.trim();
    const member = {
      ...{ project, team, roles: rolesIn(roles) },
      ...(name.includes('@') ? { email: name } : { user: name }),
    };
    const result = await (isInvited ? invite.run({ ...member, url: url.trim() }) : add.run(member));
    if (!result.ok) return setError(result.error);
    onClose();
    toast(isInvited ? t.teams.invited : t.teams.added);
  };
  return (
    <Dialog title={t.teams.addMember} onClose={onClose} onSubmit={() => void submit()}>
      <TextField
        label={t.teams.who}
        hint={t.teams.whoHint}
        value={who}
        onInput={setWho}
        isRequired
        autoFocus
      />
      <TextField
        label={`${t.teams.roles} (${t.general.optional})`}
        hint={t.teams.rolesHint}
        value={roles}
        onInput={setRoles}
      />
      <Tick label={t.teams.invite} hint={t.teams.inviteHint} isOn={isInvited} onChange={setInvited} />
      {isInvited && (
        <TextField
          label={t.teams.url}
          hint={t.teams.urlHint}
          type="url"
          value={url}
          onInput={setUrl}
          isRequired
        />
      )}
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={add.isBusy || invite.isBusy}>
        {isInvited ? t.teams.sendInvitation : t.teams.addMember}
      </FormEnds>
    </Dialog>
  );
}

type RolesProps = {
  readonly project: string;
  readonly team: string;
  readonly member: Membership;
  readonly onClose: () => void;
};

/** Replaces the roles of a member, and offers to undo that. */
export function ChangeRoles({ project, team, member, onClose }: RolesProps) {
  const t = useTexts();
  const update = useAct('updateTeamMembership', CHANGED);
  const [roles, setRoles] = useState(member.roles.join(', '));
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const at = { project, team, membership: member.id };
    const result = await update.run({ ...at, roles: rolesIn(roles) });
    if (!result.ok) return setError(result.error);
    onClose();
    toast({ text: t.teams.rolesChanged, undo: () => update.run({ ...at, roles: member.roles }) });
  };
  return (
    <Dialog
      title={t.teams.rolesOf(member.user.name || member.user.email || member.user.id)}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      <TextField label={t.teams.roles} hint={t.teams.rolesHint} value={roles} onInput={setRoles} autoFocus />
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={update.isBusy}>
        {t.general.save}
      </FormEnds>
    </Dialog>
  );
}

function rolesIn(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))];
}
