import { useState } from 'preact/hooks';
import { useProject } from '../state/project.ts';
import { useTexts } from '../texts/texts.ts';
import { Copy } from './words.tsx';

/** An act as a call of the API. */
export type ApiCall = {
  readonly method: string;
  /** Below `/v1`: `/users/ann/labels`. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Service and method of both packages: `users.updateLabels`. */
  readonly operation: string;
  /** The parameters by name. */
  readonly params: Readonly<Record<string, unknown>>;
};

const FORMS = ['curl', 'nodeAppwrite', 'denizenSdk'] as const;
type Form = (typeof FORMS)[number];

/** The same act as curl, with node-appwrite, and with denizen-sdk. */
export function Snippet({ call }: { readonly call: ApiCall }) {
  const t = useTexts();
  const project = useProject();
  const [form, setForm] = useState<Form>('curl');
  const code = codeOf[form](call, project ?? 'PROJECT');
  return (
    <section class="snippet" aria-label={t.snippet.label}>
      <div class="row spread">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms */}
        <div class="seg" role="group" aria-label={t.snippet.label}>
          {FORMS.map((each) => (
            <button key={each} type="button" aria-pressed={each === form} onClick={() => setForm(each)}>
              {t.snippet[each]}
            </button>
          ))}
        </div>
        <Copy value={code} name={t.snippet[form]} short={t.general.copyText} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <pre class="code" tabIndex={0}>
        {code}
      </pre>
    </section>
  );
}

const codeOf: Readonly<Record<Form, (call: ApiCall, project: string) => string>> = {
  curl: ({ method, path, body }, project) =>
    [
      `curl${method === 'GET' ? '' : ` -X ${method}`} ${location.origin}/v1${path}`,
      `  -H 'X-Appwrite-Project: ${project}'`,
      `  -H "X-Appwrite-Key: $KEY"`,
      ...(body
        ? ["  -H 'Content-Type: application/json'", `  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`]
        : []),
    ].join(' \\\n'),
  nodeAppwrite: (call, project) => sdkCode('node-appwrite', call, project),
  denizenSdk: (call, project) => sdkCode('denizen-sdk', call, project),
};

function sdkCode(module: string, { operation, params }: ApiCall, project: string): string {
  const [service = '', method = ''] = operation.split('.');
  const name = service.charAt(0).toUpperCase() + service.slice(1);
  const given = Object.keys(params).length > 0 ? JSON.stringify(params, null, 2) : '';
  return `import { Client, ${name} } from '${module}';

const client = new Client()
  .setEndpoint('${location.origin}/v1')
  .setProject('${project}')
  .setKey(process.env.KEY);
await new ${name}(client).${method}(${given});`;
}
