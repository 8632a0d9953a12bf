import { html } from './html.ts';

/** The whole look of the page. The policy admits it by its hash. */
export const style = html`
:root {
  --text: #1c2128; --quiet: #57606a; --line: #d8dee4; --paper: #ffffff; --raised: #f6f8fa; --link: #0550ae;
  --get: #0550ae; --post: #116329; --put: #7d4e00; --patch: #6639ba; --delete: #a40e26;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --text: #e6edf3; --quiet: #9da7b3; --line: #30363d; --paper: #0d1117; --raised: #161b22; --link: #79c0ff;
    --get: #79c0ff; --post: #7ee787; --put: #f2cc60; --patch: #d2a8ff; --delete: #ffa198;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; display: grid; grid-template-columns: 18rem minmax(0, 1fr);
  background: var(--paper); color: var(--text); font: 1rem/1.6 system-ui, sans-serif;
}
a { color: var(--link); text-underline-offset: 0.15em; }
a:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 2px; }
code, pre, .method { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { font-size: 0.875em; overflow-wrap: anywhere; }
small { color: var(--quiet); font-size: 0.8125rem; font-weight: 400; }
.skip { position: absolute; left: -100vw; background: var(--paper); padding: 0.5rem 1rem; z-index: 1; }
.skip:focus { left: 0; }

nav {
  position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 2rem 1.5rem;
  background: var(--raised); border-right: 1px solid var(--line); font-size: 0.875rem; line-height: 1.4;
}
nav ul { list-style: none; margin: 0; padding: 0; }
nav > ul > li { margin-top: 1.25rem; }
nav > ul > li > a { font-weight: 600; }
nav li li { margin-top: 0.25rem; }
nav a { display: block; padding: 0.125rem 0; color: inherit; text-decoration: none; }
nav a:hover { color: var(--link); text-decoration: underline; }
nav li li a { display: flex; gap: 0.5rem; align-items: baseline; }
nav .name { margin: 0; font-size: 1.125rem; font-weight: 700; }
nav .name a { display: inline; }
nav .method { flex: 0 0 3rem; font-size: 0.625rem; }

main { width: 100%; max-width: 60rem; margin: 0 auto; padding: 2.5rem 2rem 6rem; }
h1 { margin: 0 0 1rem; font-size: 2rem; line-height: 1.2; letter-spacing: -0.015em; }
h2 { margin: 4rem 0 0; padding-bottom: 0.5rem; border-bottom: 1px solid var(--line); font-size: 1.5rem; line-height: 1.3; }
h3 { margin: 0 0 0.5rem; font-size: 1.1875rem; line-height: 1.3; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4, caption { margin: 1.5rem 0 0.5rem; font-size: 0.875rem; font-weight: 600; color: var(--quiet); text-align: left; }
p, dl, ul { margin: 0.75rem 0; }
header p, article > p { max-width: 44rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.25rem; }
dd { margin: 0; }
article { padding: 2.25rem 0; border-bottom: 1px solid var(--line); }
article:last-child { border-bottom: 0; }
article:target h3 { text-decoration: underline; text-decoration-color: var(--link); text-decoration-thickness: 3px; text-underline-offset: 0.3em; }

.method { font-size: 0.75rem; font-weight: 700; }
.get { color: var(--get); } .post { color: var(--post); } .put { color: var(--put); }
.patch { color: var(--patch); } .delete { color: var(--delete); }
.address .method { padding: 0.1875rem 0.5rem; border: 1px solid currentColor; border-radius: 0.25rem; }
.address code { margin-left: 0.25rem; font-size: 0.9375rem; }
.responses { list-style: none; padding: 0; }
.responses b { display: inline-block; min-width: 6rem; font-weight: 600; }
pre {
  margin: 0.5rem 0; padding: 0.875rem 1rem; overflow-x: auto; border: 1px solid var(--line); border-radius: 0.375rem;
  background: var(--raised); font-size: 0.875rem; line-height: 1.55;
}
pre code { overflow-wrap: normal; font-size: inherit; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.9375rem; line-height: 1.5; }
th, td { padding: 0.5rem 1rem 0.5rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { border-top: 0; color: var(--quiet); font-size: 0.8125rem; font-weight: 500; }
tbody th { width: 28%; font-weight: 600; }
tbody th small { display: block; }
td:nth-child(2) { width: 18%; }

@media (max-width: 60rem) {
  body { display: block; }
  nav { position: static; height: auto; max-height: 22rem; padding: 1rem; border-right: 0; border-bottom: 1px solid var(--line); }
  nav li li { margin-top: 0; }
  nav a { padding: 0.25rem 0; }
  main { padding: 1.5rem 1rem 4rem; }
  h1 { font-size: 1.625rem; }
  h2 { margin-top: 3rem; }
}
@media (max-width: 36rem) {
  thead { position: absolute; left: -100vw; }
  table, tbody, tr, th[scope="row"], td, caption { display: block; width: auto; }
  tr { padding: 0.625rem 0; border-top: 1px solid var(--line); }
  th[scope="row"], td, td:nth-child(2) { width: auto; padding: 0; border: 0; }
  tbody th small { display: inline; }
  td:nth-child(2) { color: var(--quiet); font-size: 0.875rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.5rem; }
  pre { padding: 0.75rem; font-size: 0.8125rem; }
}
@media print {
  body { display: block; }
  nav { display: none; }
}
`;
