import { useRead } from '../api/queries.ts';
import { hrefOf } from '../routes.tsx';
import { useTexts } from '../texts/texts.ts';
import { Button } from '../ui/button.tsx';
import { Facts, Page as Frame } from '../ui/page.tsx';
import { saveJson } from '../ui/save-file.ts';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { Note, Time } from '../ui/words.tsx';

const REFRESH_MS = 3_000;
const NEVER_MS = 3_600_000;

/** The receipt of an erasure, once there is one. */
export function Page({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const { project = '', user = '' } = params;
  const known = useRead(
    'getErasure',
    { project, user },
    { refetchMs: (read) => (read?.receipt ? NEVER_MS : REFRESH_MS) },
  );
  const { data, error } = known;
  const receipt = data?.receipt;
  return (
    <Frame
      title={t.nav.pages.erasure}
      crumb={{ title: t.nav.pages.users, href: hrefOf('/projects/:project/users', { project }) }}
      acts={
        receipt && (
          <Button
            kind="primary"
            icon="download"
            class="keep"
            onClick={() => saveJson(`erasure-${user}.json`, receipt)}
          >
            {t.user.erasure.save}
          </Button>
        )
      }
    >
      {error ? (
        <ErrorState
          title={t.errors.load(t.nav.pages.erasure)}
          error={error.error}
          onRetry={() => void known.refetch()}
        />
      ) : data ? (
        <div class="narrow stack">
          <div aria-live="polite">
            <Note kind={receipt ? 'good' : 'warn'}>
              {receipt ? t.user.erasure.complete : t.user.erasure.waiting}
            </Note>
          </div>
          <Facts
            facts={[
              [t.user.erasure.user, <code key="user">{data.user}</code>],
              [t.user.erasure.deletedAt, <Time key="at" at={data.deletedAt} />],
            ]}
          />
          {receipt && (
            <>
              <p>{t.user.erasure.verify}</p>
              <p>
                <code>denizen audit verify --receipt erasure-{user}.json</code>
              </p>
            </>
          )}
        </div>
      ) : (
        <Skeleton />
      )}
    </Frame>
  );
}
