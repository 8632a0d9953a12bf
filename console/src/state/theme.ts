import { createKeptStore } from './store.ts';

export const THEMES = ['light', 'system', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const theme = createKeptStore<Theme>(
  'theme',
  (stored) => THEMES.find((known) => known === stored) ?? 'system',
  (value) => (value === 'system' ? null : value),
);

/** Applies the theme to the page, now and after each change. */
export function applyTheme(): void {
  const apply = () => {
    const { dataset } = document.documentElement;
    if (theme.get() === 'system') delete dataset.theme;
    else dataset.theme = theme.get();
  };
  apply();
  theme.subscribe(apply);
}
