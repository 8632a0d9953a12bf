/** What a link of the server brings in the fragment of its address, which browsers send to no server. */
export type SecretLink = { readonly kind: 'setup' | 'invite' | 'reset'; readonly secret: string };

const FRAGMENT = /^#(setup|invite|reset)=(.+)$/;

/** Returns the link of the address, and takes it out of the address and the history of the browser. */
export function takeSecretLink(): SecretLink | undefined {
  const [, kind, secret] = FRAGMENT.exec(location.hash) ?? [];
  if (kind === undefined || secret === undefined) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  // Cast: the pattern names them.
  return { kind: kind as SecretLink['kind'], secret: decodeURIComponent(secret) };
}
