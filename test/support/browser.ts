import { type Browser, chromium } from 'playwright-core';

export type { Browser, Page } from 'playwright-core';

/** Debian's place for it; `.ci/run` installs it. */
const CHROMIUM = '/usr/bin/chromium';

/** Starts Chromium without a window, with further arguments. The caller closes it. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', ...more] });
}
