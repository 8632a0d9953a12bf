import type { OutputOf } from '../api/client.ts';
import { useRead } from '../api/queries.ts';
import { useTexts } from '../texts/texts.ts';
import { SelectField } from '../ui/field.tsx';
import { Facts } from '../ui/page.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { Badge } from '../ui/words.tsx';
import { type LetterForm, Letters, Reading } from './messages-letters.tsx';
import { purposeName } from './messages-queue.tsx';

type Template = OutputOf<'listTemplates'>['rows'][number];

type TemplatesProps = {
  readonly project: string;
  readonly language: string;
  readonly chosen: string;
  readonly form: LetterForm;
  readonly hrefOf: (purpose: string) => string;
  readonly onLanguage: (language: string) => void;
  readonly onForm: (form: LetterForm) => void;
};

/** The templates with example values, in one language. */
export function Templates({ project, language, chosen, form, hrefOf, onLanguage, onForm }: TemplatesProps) {
  const t = useTexts();
  const list = useRead('listTemplates', { project, language }, { keepsPrevious: true });
  const names = new Intl.DisplayNames(document.documentElement.lang || 'en', { type: 'language' });
  if (list.error)
    return (
      <ErrorState
        title={t.errors.load(t.messages.tabs.templates)}
        error={list.error.error}
        onRetry={() => void list.refetch()}
      />
    );
  if (!list.data) return <Skeleton />;
  const { rows, languages } = list.data;
  const shown = rows.find(({ purpose }) => purpose === chosen) ?? rows[0];
  return (
    <Letters
      label={t.messages.tabs.templates}
      isChosen={chosen !== ''}
      tools={
        <SelectField
          label={t.messages.language}
          value={language}
          onChange={onLanguage}
          choices={languages.map((value) => ({ value, label: names.of(value) ?? value }))}
        />
      }
      letters={rows.map(({ purpose, kind, subject, own }) => ({
        key: purpose,
        href: hrefOf(purpose),
        kind,
        title: purposeName(t, purpose),
        lines: [subject, own.length > 0 ? t.messages.own : ''],
        isCurrent: purpose === shown?.purpose,
      }))}
    >
      {shown && <Preview template={shown} form={form} language={language} onForm={onForm} />}
    </Letters>
  );
}

function Preview({
  template,
  form,
  language,
  onForm,
}: { readonly template: Template; readonly language: string } & Pick<TemplatesProps, 'form' | 'onForm'>) {
  const t = useTexts();
  const { purpose, own, kind } = template;
  return (
    <Reading letter={template} title={purposeName(t, purpose)} form={form} onForm={onForm}>
      <Facts
        facts={[
          ...(template.subject
            ? [[t.messages.subject, <bdi key="subject">{template.subject}</bdi>] as const]
            : []),
          [
            t.messages.file,
            <span key="file" class="row">
              <code>{`${purpose}.${language}.${kind === 'sms' ? 'txt' : 'html'}`}</code>
              <Badge {...(own.length > 0 && { kind: 'acc' as const })}>
                {own.length > 0 ? t.messages.ownParts(own.join(', ')) : t.messages.builtIn}
              </Badge>
            </span>,
          ],
        ]}
      />
      <p class="hint">{t.messages.templateHint}</p>
    </Reading>
  );
}
