export type Version = readonly [major: number, minor: number, patch: number];

const FORM = /^(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?(?:[-+][\w.+-]{0,64})?$/;

/** `1.4.0`, optionally without the last part or with a release suffix. */
export function versionOf(text: string): Version | undefined {
  const found = FORM.exec(text);
  return found ? [Number(found[1]), Number(found[2]), Number(found[3] ?? 0)] : undefined;
}

export function isBelow(a: Version, b: Version): boolean {
  for (const at of [0, 1, 2] as const) {
    if (a[at] !== b[at]) return a[at] < b[at];
  }
  return false;
}
