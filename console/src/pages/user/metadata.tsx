import { call } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import type { Metadata as UserMetadata } from '../../generated/admin.ts';
import { useTexts } from '../../texts/texts.ts';
import { Section } from '../../ui/page.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { JsonEditor } from './json-editor.tsx';
import type { TabProps } from './tab.ts';

const editor = { rows: 8, isUnderHeading: true } as const;

/** What servers and administrators keep about the user, who cannot write it. */
export function Metadata({ project, user, edits }: TabProps) {
  const t = useTexts();
  const read = useRead('getUserMetadata', { project, user: user.id });
  const words = t.user.metadata;
  if (read.error)
    return (
      <ErrorState
        title={t.errors.load(t.user.tabs.metadata)}
        error={read.error.error}
        onRetry={() => void read.refetch()}
      />
    );
  if (!read.data) return <Skeleton lines={8} />;
  const save = async (changes: Partial<Pick<UserMetadata, 'readOnly' | 'private'>>) => {
    const of = { project, user: user.id };
    const isSaved = await edits.act(
      (ifMatch) => call('updateUserMetadata', { ...of, ...changes }, { ifMatch }),
      { text: t.user.metadata.saved },
    );
    await read.refetch();
    return isSaved;
  };
  return (
    <>
      <Section title={t.user.metadata.readOnly} hint={t.user.metadata.readOnlyHint}>
        <JsonEditor
          label={t.user.metadata.readOnly}
          value={read.data.readOnly}
          words={words}
          {...editor}
          onSave={(readOnly) => save({ readOnly })}
        />
      </Section>
      <Section title={t.user.metadata.private} hint={t.user.metadata.privateHint}>
        <JsonEditor
          label={t.user.metadata.private}
          value={read.data.private}
          words={words}
          {...editor}
          onSave={(hidden) => save({ private: hidden })}
        />
      </Section>
    </>
  );
}
