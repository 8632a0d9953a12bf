import { useRead } from '../api/queries.ts';
import { useFormat, useTexts } from '../texts/texts.ts';
import { Page as Frame } from '../ui/page.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';

export function Page({ params }: { readonly params: Readonly<Record<string, string>> }) {
  const t = useTexts();
  const format = useFormat();
  const project = params.project ?? '';
  const { data, error, refetch } = useRead('getProject', { project });
  return (
    <Frame title={t.nav.pages.overview}>
      {error && (
        <ErrorState
          title={t.errors.load(t.nav.pages.overview)}
          error={error.error}
          onRetry={() => void refetch()}
        />
      )}
      {!error && !data && <Skeleton />}
      {data && (
        <dl class="figures">
          <div>
            <dt>{t.overview.figures.users}</dt>
            <dd class="v">{format.number(data.users)}</dd>
          </div>
        </dl>
      )}
    </Frame>
  );
}
