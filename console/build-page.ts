import { build } from 'vite';
import { settings } from './settings.ts';

/** Builds the console, or the gallery of its components, into a folder. */
export async function buildPage(folder: string, page?: 'gallery'): Promise<void> {
  await build(settings(folder, page));
}
