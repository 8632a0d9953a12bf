import { useEffect } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { useAct, useRead } from '../api/queries.ts';
import type { SessionList } from '../generated/admin.ts';
import { hrefOf } from '../routes.tsx';
import { type Impersonation, impersonation, SECRET_MS } from '../state/impersonation.ts';
import { useMayIn, useSession } from '../state/session.ts';
import { useStore } from '../state/store.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Button } from './button.tsx';
import { adviceFor } from './states.tsx';
import { toast } from './toasts.tsx';
import { Note } from './words.tsx';

const LOOK_MS = 5_000;
/** On every page as long as the admin is, or may become, signed in as a user. */
export function ImpersonationBanner() {
  const known = useStore(impersonation);
  return known && <OwnBanner of={known} />;
}

function OwnBanner({ of }: { readonly of: Impersonation }) {
  const { admin } = useSession();
  const may = useMayIn();
  // Of another administrator who uses this browser.
  if (of.admin !== admin.id || !may('sessions.read', of.project)) return null;
  return <Banner of={of} />;
}

function Banner({ of }: { readonly of: Impersonation }) {
  const t = useTexts();
  const format = useFormat();
  const may = useMayIn();
  const { project, user, name, until, closesAt } = of;
  const { data, error } = useRead('listUserSessions', { project, user }, { refetchMs: LOOK_MS });
  const end = useAct('deleteUserSession', ['listUserSessions', 'listUserHistory', 'getUser']);
  const own = data?.rows.filter((session) => isOf(session, Date.parse(until))) ?? [];
  // Nothing was opened and nothing can be any more, or the user is gone.
  const isOver =
    (data !== undefined && own.length === 0 && Date.now() > closesAt) || error?.error.status === 404;
  useEffect(() => {
    if (isOver) impersonation.set(null);
  }, [isOver]);
  const endAll = async () => {
    for (const { id: session } of own) {
      const result = await end.run({ project, user, session });
      if (!result.ok) return toast({ text: adviceFor(t, result.error), isBad: true });
    }
    toast(t.impersonation.ended);
    if (Date.now() > closesAt) impersonation.set(null);
  };
  if (isOver || !data) return null;
  const href = `${hrefOf('/projects/:project/users/:user', { project, user })}?tab=sessions`;
  return (
    <div class="impersonation">
      <Note
        kind="warn"
        act={
          own.length > 0 && may('sessions.write', project) ? (
            <Button small isBusy={end.isBusy} onClick={() => void endAll()}>
              {t.impersonation.end}
            </Button>
          ) : undefined
        }
      >
        {own.length > 0
          ? t.impersonation.open(name)
          : t.impersonation.waiting(name, format.clock(new Date(closesAt)))}{' '}
        <Link href={href}>{t.impersonation.sessions}</Link>
      </Note>
    </div>
  );
}

/** A secret opens the only kind of session that begins by a token within its minute. */
function isOf({ provider, createdAt }: SessionList['rows'][number], until: number): boolean {
  const at = Date.parse(createdAt);
  return provider === 'token' && at <= until && at > until - SECRET_MS;
}
