export type Json = Readonly<Record<string, unknown>>;

/** What one version of the protocol changed, undone for the clients that ask for an older one. Pure. */
export type Format = {
  /** Applies when the client asks for a format older than this. */
  readonly below: Version;
  /** Turns an answer of the named model into the older shape. */
  readonly answers: Readonly<Record<string, (answer: Json) => Json>>;
};

export type Version = readonly [major: number, minor: number, patch: number];

export function versionOf(text: string | undefined): Version | undefined {
  const found = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?/.exec(text ?? '');
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : undefined;
}

export function isBelow(a: Version, b: Version): boolean {
  for (const at of [0, 1, 2] as const) {
    if (a[at] !== b[at]) return a[at] < b[at];
  }
  return false;
}

export function without(...names: readonly string[]): (answer: Json) => Json {
  const gone = new Set(names);
  return (answer) => Object.fromEntries(Object.entries(answer).filter(([name]) => !gone.has(name)));
}
