import { useLayoutEffect, useRef } from 'preact/hooks';

/**
 * What a mail may do: nothing but have styles. Its links open beside the console. The policy of the console holds as
 * well; a frame without `allow-same-origin` and `allow-scripts` has neither the session nor a script.
 */
const HEAD =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'"><base target="_blank">';
const SANDBOX = 'allow-popups allow-popups-to-escape-sandbox';

type TrustedHtml = { readonly toString: () => string };
type Policy = { readonly createHTML: (html: string) => TrustedHtml };
type Policies = {
  readonly createPolicy: (name: string, rules: { readonly createHTML: (html: string) => string }) => Policy;
};

/** The only text of the console that becomes markup: the document of a sandboxed frame. Not exported. */
let policy: Policy | undefined;

function frameDocument(html: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: Policies };
  policy ??= trustedTypes?.createPolicy('denizen-mail', { createHTML: (text) => HEAD + text });
  // Cast: the attribute takes a trusted text, which the types do not know.
  return policy ? (policy.createHTML(html) as string) : HEAD + html;
}

/** A mail as its recipient sees it, on white in both themes. */
export function MailFrame({ title, html }: { readonly title: string; readonly html: string }) {
  const frame = useRef<HTMLIFrameElement>(null);
  useLayoutEffect(() => {
    if (frame.current) frame.current.srcdoc = frameDocument(html);
  }, [html]);
  return <iframe ref={frame} class="letter" title={title} sandbox={SANDBOX} referrerpolicy="no-referrer" />;
}
