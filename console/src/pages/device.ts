import type { HistoryEntry } from '../api/events.ts';

/** System and program, such as “Windows 11 · Firefox 141”. */
export function deviceText(device: NonNullable<HistoryEntry['device']>): string {
  const { os, osVersion, browser, browserVersion, brand, model, kind } = device;
  const system =
    [os, osVersion].filter(Boolean).join(' ') || [brand, model].filter(Boolean).join(' ') || kind;
  const [major = ''] = browserVersion.split('.');
  return [system, [browser, major].filter(Boolean).join(' ')].filter(Boolean).join(' · ');
}
