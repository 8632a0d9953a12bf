import { fetchedModule } from './fetched-tools.ts';

/** What the tests use of playwright-core's `Page`. The package brings types, but it is fetched and the types are checked without it. */
export type Page = {
  readonly goto: (url: string) => Promise<{ readonly status: () => number } | null>;
  readonly url: () => string;
  readonly waitForURL: (url: string | RegExp) => Promise<void>;
  readonly click: (selector: string) => Promise<void>;
  readonly fill: (selector: string, value: string) => Promise<void>;
  readonly inputValue: (selector: string) => Promise<string>;
  readonly textContent: (selector: string) => Promise<string | null>;
  readonly addScriptTag: (script: { readonly content: string }) => Promise<unknown>;
  readonly context: () => Context;
  /** Runs a function in the page. The argument and the result are copied. */
  readonly evaluate: <Result, Argument = undefined>(
    run: (argument: Argument) => Result | Promise<Result>,
    argument?: Argument,
  ) => Promise<Result>;
};

export type Context = {
  readonly newPage: () => Promise<Page>;
  readonly cookies: () => Promise<readonly { readonly name: string }[]>;
  readonly close: () => Promise<void>;
};

export type Browser = {
  readonly newContext: (options?: { readonly javaScriptEnabled: boolean }) => Promise<Context>;
  readonly close: () => Promise<void>;
};

type Playwright = {
  readonly chromium: {
    readonly launch: (options: {
      readonly executablePath: string;
      readonly args: readonly string[];
    }) => Promise<Browser>;
  };
};

/** Debian's place for it; `.ci/run` installs it. */
const CHROMIUM = '/usr/bin/chromium';

/** Starts Chromium without a window, with further arguments. The caller closes it. */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const { chromium } = fetchedModule('playwright-core') as Playwright;
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', ...more] });
}
