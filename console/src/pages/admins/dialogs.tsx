import { useState } from 'preact/hooks';
import type { ApiError } from '../../api/client.ts';
import { useAct } from '../../api/queries.ts';
import type { Admin, AdminWithLink } from '../../generated/admin.ts';
import { isolated } from '../../texts/isolated.ts';
import { useTexts } from '../../texts/texts.ts';
import { Dialog, FormEnds } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { FormError, fieldAdvice } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { type Grant, GrantsField } from './grants.tsx';

export function Invite({
  onClose,
  onLink,
}: {
  readonly onClose: () => void;
  readonly onLink: (made: AdminWithLink) => void;
}) {
  const t = useTexts();
  const invite = useAct('inviteAdmin', ['listAdmins']);
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [grants, setGrants] = useState<readonly Grant[]>([{ project: null, role: 'support' }]);
  const [error, setError] = useState<ApiError>();
  const submit = async () => {
    setError(undefined);
    const result = await invite.run({ email, ...(name && { name }), grants });
    if (result.ok) return onLink(result.value);
    if (result.error.code !== 'proof_needed') setError(result.error);
  };
  const isOfEmail = error?.field === 'email' || error?.code === 'admin_exists';
  return (
    <Dialog title={t.admins.invite} class="wide-dialog" onClose={onClose} onSubmit={submit}>
      <p class="soft">{t.admins.inviteText}</p>
      <div class="pair">
        <TextField
          label={t.admins.email}
          type="email"
          value={email}
          onInput={setEmail}
          isRequired
          autoFocus
          error={isOfEmail ? fieldAdvice(t, error) : undefined}
        />
        <TextField label={t.admins.name} value={name} onInput={setName} maxLength={128} />
      </div>
      <GrantsField grants={grants} onChange={setGrants} />
      {!isOfEmail && <FormError error={error} />}
      <FormEnds onClose={onClose} isBusy={invite.isBusy}>
        {t.admins.inviteSubmit}
      </FormEnds>
    </Dialog>
  );
}

export function ChangeRoles({
  admin,
  isLastOwner,
  onClose,
}: {
  readonly admin: Admin;
  readonly isLastOwner: boolean;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const update = useAct('updateAdmin', ['listAdmins', 'getSession']);
  const [grants, setGrants] = useState<readonly Grant[]>(admin.grants);
  const [error, setError] = useState<ApiError>();
  const remainsOwner = grants.some(({ project, role }) => project === null && role === 'owner');
  const isRefused = isLastOwner && !remainsOwner;
  const submit = async () => {
    if (isRefused) return;
    setError(undefined);
    const result = await update.run({ admin: admin.id, grants });
    if (result.ok) {
      toast(t.admins.rolesChanged(isolated(admin.email)));
      onClose();
    } else if (result.error.code !== 'proof_needed') setError(result.error);
  };
  return (
    <Dialog
      title={t.admins.rolesTitle(isolated(admin.email))}
      class="wide-dialog"
      onClose={onClose}
      onSubmit={submit}
    >
      <GrantsField grants={grants} onChange={setGrants} />
      {isRefused && (
        <p class="wrong" role="alert">
          {t.admins.lastOwnerRole}
        </p>
      )}
      <FormError error={error} />
      <FormEnds onClose={onClose} isBusy={update.isBusy} isDisabled={isRefused}>
        {t.admins.rolesSave}
      </FormEnds>
    </Dialog>
  );
}
