import { call } from '../../api/client.ts';
import { useMay } from '../../state/session.ts';
import { type Texts, useTexts } from '../../texts/texts.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useKeys } from '../../ui/keys.tsx';
import { type Command, useCommands } from '../../ui/palette.tsx';
import { Menu, type MenuItem } from '../../ui/popover.tsx';
import { saveJson } from '../../ui/save-file.ts';
import { adviceFor } from '../../ui/states.tsx';
import { toast } from '../../ui/toasts.tsx';
import { Avatar, Copy, Time } from '../../ui/words.tsx';
import { calledBy, UserState } from '../users/words.tsx';
import type { TabProps } from './tab.ts';

/** Who it is, and what can be done. What the role does not permit is not shown. */
export function Header({ project, user, edits, open }: TabProps) {
  const t = useTexts();
  const may = useMay();
  const name = calledBy(t, user);
  const of = { project, user: user.id };
  useKeys(
    may('sessions.write') ? [{ key: 'e', label: t.user.acts.endSessions, run: () => open('sessions') }] : [],
  );
  const unblock = () =>
    edits.act((ifMatch) => call('unblockUser', of, { ifMatch }), {
      text: t.user.done.unblocked,
      undo: () => edits.act((ifMatch) => call('blockUser', of, { ifMatch }), { text: t.user.undone }),
    });
  return (
    <div class="hero">
      <Avatar id={user.id} name={user.name || (user.email ?? '')} large />
      <div>
        <div class="row">
          <h2>
            <bdi>{name}</bdi>
          </h2>
          <UserState user={user} />
        </div>
        <div class="sub">
          {user.email !== null && user.email !== name && <bdi>{user.email}</bdi>}
          <Copy value={user.id} name={t.users.columns.id} />
          <span>
            {user.accessedAt === null ? (
              t.user.neverSeen
            ) : (
              <>
                {t.user.seen} <Time at={user.accessedAt} />
              </>
            )}
          </span>
        </div>
      </div>
      <div class="acts2">
        {may('users.support') && (
          <>
            <Button icon="messages" onClick={() => open('reset')}>
              {t.user.acts.reset}
            </Button>
            {user.blockedAt === null ? (
              <Button kind="danger" icon="block" onClick={() => open('block')}>
                {t.user.acts.block}
              </Button>
            ) : (
              <Button icon="undo" onClick={() => void unblock()}>
                {t.user.acts.unblock}
              </Button>
            )}
          </>
        )}
        <MoreActs {...{ project, user, edits, open }} />
      </div>
    </div>
  );
}

function MoreActs({ project, user, edits, open }: TabProps) {
  const t = useTexts();
  const may = useMay();
  const verify = useVerify({ project, user, edits, open });
  const items: MenuItem[] = [];
  if (may('users.support')) items.push(...verify);
  if (may('sessions.write'))
    items.push({ label: t.user.acts.endSessions, icon: 'signOut', run: () => open('sessions') });
  if (may('users.credentials'))
    items.push({ label: t.user.acts.password, icon: 'lock', run: () => open('password') });
  if (may('users.impersonate'))
    items.push({ label: t.user.acts.impersonate, icon: 'mask', run: () => open('impersonate') });
  const saveAll = async () => {
    const result = await call('exportUser', { project, user: user.id });
    if (result.ok) saveJson(`user-${user.id}.json`, result.value);
    else toast({ text: adviceFor(t, result.error) || result.error.code, isBad: true });
  };
  if (may('users.export'))
    items.push({
      label: t.user.acts.export,
      icon: 'download',
      run: () => void saveAll(),
    });
  if (may('users.delete'))
    items.push('line', {
      label: t.user.acts.delete,
      icon: 'remove',
      isDanger: true,
      run: () => open('delete'),
    });
  useCommands([
    ...(may('users.support') ? supportCommands(t, { user, open }) : []),
    ...items.flatMap((item) => (item === 'line' ? [] : [{ ...item, icon: item.icon ?? 'right' }])),
  ]);
  if (items.length === 0) return null;
  return (
    <Menu
      label={t.user.acts.more}
      align="end"
      buttonClass="btn icon"
      buttonName={t.user.acts.more}
      buttonTip={t.user.acts.more}
      button={<Icon name="more" />}
      items={items}
    />
  );
}

/** What stands as buttons beside the menu. */
function supportCommands(t: Texts, { user, open }: Pick<TabProps, 'user' | 'open'>): readonly Command[] {
  return [
    { label: t.user.acts.reset, icon: 'messages', run: () => open('reset') },
    ...(user.blockedAt === null
      ? [{ label: t.user.acts.block, icon: 'block' as const, run: () => open('block') }]
      : []),
  ];
}

/** Marks addresses verified or unverified: at once, with a way back. */
export function useVerify({ project, user, edits }: TabProps): readonly MenuItem[] {
  const t = useTexts();
  const of = { project, user: user.id };
  const addresses = [
    { kind: 'email', value: user.email, isVerified: user.emailVerifiedAt !== null },
    { kind: 'phone', value: user.phone, isVerified: user.phoneVerifiedAt !== null },
  ] as const;
  return addresses
    .filter(({ value }) => value !== null)
    .map(({ kind, isVerified }) => {
      const mark = (verified: boolean) => (ifMatch: string) =>
        call('verifyUser', { ...of, [kind]: verified }, { ifMatch });
      const texts = t.user.verify[kind];
      return {
        label: isVerified ? texts.unmark : texts.mark,
        icon: 'verify',
        run: () =>
          void edits.act(mark(!isVerified), {
            text: isVerified ? texts.unmarked : texts.marked,
            undo: () => edits.act(mark(isVerified), { text: t.user.undone }),
          }),
      };
    });
}
