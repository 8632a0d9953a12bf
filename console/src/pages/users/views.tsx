import { useState } from 'preact/hooks';
import { Link } from 'wouter-preact';
import { createKeptStore, useStore } from '../../state/store.ts';
import { useTexts } from '../../texts/texts.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Popover } from '../../ui/popover.tsx';

/** A view under a name: the part of the address after `?`. */
type View = { readonly project: string; readonly name: string; readonly search: string };

const VIEWS_AT_MOST = 50;
const NAME_LENGTH = 60;
/** Parts of the address that belong to a moment. */
const FLEETING = ['cursor', 'direction', 'do'];

const views = createKeptStore<readonly View[]>('users.views', parseViews, (kept) =>
  kept.length === 0 ? null : JSON.stringify(kept),
);

function parseViews(stored: string | null): readonly View[] {
  try {
    const parsed: unknown = JSON.parse(stored ?? '[]');
    return Array.isArray(parsed) ? parsed.filter(isView).slice(0, VIEWS_AT_MOST) : [];
  } catch {
    return [];
  }
}

function isView(value: unknown): value is View {
  if (typeof value !== 'object' || value === null) return false;
  const { project, name, search } = value as Partial<Record<string, unknown>>;
  return [project, name, search].every((each) => typeof each === 'string');
}

/** Views that a person has saved in this browser, and a form that saves this one. */
export function SavedViews({ project, href }: { readonly project: string; readonly href: string }) {
  const t = useTexts();
  const [name, setName] = useState('');
  const own = useStore(views).filter((view) => view.project === project);
  const others = (of: string) => views.get().filter((view) => view.project !== project || view.name !== of);
  const save = () => {
    const search = new URLSearchParams(location.search);
    for (const each of FLEETING) search.delete(each);
    const view = { project, name: name.trim(), search: String(search) };
    views.set([...others(view.name), view].slice(-VIEWS_AT_MOST));
    setName('');
  };
  return (
    <Popover
      label={t.users.views.title}
      buttonClass="btn desk"
      align="end"
      button={
        <>
          <Icon name="view" small />
          <span>{t.users.views.title}</span>
        </>
      }
    >
      {(close) => (
        <div class="views">
          {own.length === 0 && <p class="hint">{t.users.views.none}</p>}
          {own.map((view) => (
            <div class="row" key={view.name}>
              <Link class="item" href={`${href}?${view.search}`} onClick={close}>
                <bdi class="clip">{view.name}</bdi>
              </Link>
              <IconButton
                name={t.users.views.remove(view.name)}
                icon="close"
                small
                onClick={() => views.set(others(view.name))}
              />
            </div>
          ))}
          <form
            class="filter-form"
            onSubmit={(event) => {
              event.preventDefault();
              if (name.trim()) save();
            }}
          >
            <TextField label={t.users.views.name} value={name} onInput={setName} maxLength={NAME_LENGTH} />
            <Button type="submit" isDisabled={name.trim() === ''}>
              {t.users.views.save}
            </Button>
          </form>
        </div>
      )}
    </Popover>
  );
}
