import { useAct, useRead } from '../../api/queries.ts';
import type { IdentityList } from '../../generated/admin.ts';
import { useMay } from '../../state/session.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { confirm } from '../../ui/confirm.tsx';
import { adviceFor, Empty, ErrorState } from '../../ui/states.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Copy, Time } from '../../ui/words.tsx';
import { calledBy } from '../users/words.tsx';
import type { TabProps } from './tab.ts';

type Identity = IdentityList['rows'][number];

/** Accounts at providers that the user signs in with. */
export function Identities({ project, user }: TabProps) {
  const t = useTexts();
  const may = useMay();
  const { data, error, refetch } = useRead('listUserIdentities', { project, user: user.id });
  const remove = useAct('deleteUserIdentity', ['listUserIdentities', 'listUserHistory']);
  const unlink = async ({ id, provider }: Identity) => {
    const isSure = await confirm({
      title: t.user.identities.unlinkTitle(provider),
      text: t.user.identities.unlinkText,
      answer: t.user.identities.unlink,
      isDestroying: true,
    });
    if (!isSure) return;
    const result = await remove.run({ project, user: user.id, identity: id });
    toast(result.ok ? t.user.identities.unlinked : { text: adviceFor(t, result.error), isBad: true });
  };
  const columns: readonly Column<Identity>[] = [
    {
      name: 'provider',
      title: t.user.identities.provider,
      cell: ({ provider, issuer }) => (
        <>
          <bdi>{provider}</bdi>
          {issuer !== '' && (
            <small class="muted">
              {' '}
              <bdi>{issuer}</bdi>
            </small>
          )}
        </>
      ),
    },
    {
      name: 'email',
      title: t.user.fields.email,
      cell: ({ providerEmail }) => <bdi>{providerEmail || '–'}</bdi>,
    },
    {
      name: 'uid',
      title: t.user.identities.uid,
      cell: ({ providerUid }) => <Copy value={providerUid} name={t.user.identities.uid} />,
    },
    { name: 'linked', title: t.user.identities.linked, cell: ({ createdAt }) => <Time at={createdAt} /> },
    { name: 'used', title: t.account.used, cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  ];
  const acts: Column<Identity> = {
    ...{ name: 'unlink', title: t.user.identities.unlink, isEnd: true, class: 'c-act' },
    cell: (identity) => (
      <Button small kind="danger" onClick={() => void unlink(identity)}>
        {t.user.identities.unlink}
      </Button>
    ),
  };
  if (error)
    return (
      <ErrorState
        title={t.errors.load(t.user.tabs.identities)}
        error={error.error}
        onRetry={() => void refetch()}
      />
    );
  if (data?.rows.length === 0)
    return (
      <Empty icon="external" title={t.user.identities.none}>
        <p>{t.user.identities.noneHint}</p>
      </Empty>
    );
  return (
    <Table
      caption={t.user.identities.caption(calledBy(t, user))}
      class="inset"
      columns={may('users.credentials') ? [...columns, acts] : columns}
      rows={data?.rows}
      idOf={({ id }) => id}
    />
  );
}
