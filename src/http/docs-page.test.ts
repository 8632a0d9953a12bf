import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { contentSecurityPolicy, docsPage } from './docs-page.ts';
import type { OpenApi } from './openapi.ts';

const ORIGIN = 'https://users.example';
const document: OpenApi = {
  openapi: '3.1.1',
  info: { title: 'Pets', version: '1.0.0', description: 'All about `pets`.' },
  servers: [{ url: '/v1' }],
  tags: [{ name: 'pets' }],
  paths: {
    '/pets/{petId}': {
      patch: {
        operationId: 'petsRename',
        summary: 'Rename a pet',
        description: 'Needs the scope `pets.write`.',
        tags: ['pets'],
        'x-scopes': ['pets.write'],
        security: [{ key: [] }],
        parameters: [
          {
            name: 'petId',
            in: 'path',
            required: true,
            description: 'Id of the pet.',
            schema: { type: 'string' },
          },
        ],
        requestBody: {
          required: true,
          description: '',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { name: { type: 'string', examples: ["Rex's"], description: 'Its name.' } },
              },
            },
          },
        },
        responses: {
          200: {
            description: 'Done.',
            content: { 'application/json': { schema: { $ref: '#/components/schemas/pet' } } },
          },
          default: { $ref: '#/components/responses/error' },
        },
      },
    },
  },
  components: {
    securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'X-Key', description: 'The key.' } },
    responses: { error: { description: 'An error.' } },
    schemas: {
      error: { type: 'object', properties: { type: { type: 'string' } } },
      pet: { type: 'object', properties: { name: { type: ['string', 'null'] } }, required: ['name'] },
    },
  },
  'x-errors': [{ type: 'pet_not_found', status: 404, message: 'No such pet.' }],
};

describe('the page of the documentation', () => {
  it('the page shows what the document says', () => {
    const text = readable(docsPage(document, ORIGIN));

    for (const line of [
      'ENDPOINT=https://users.example/v1',
      'PATCH /v1/pets/{petId}',
      'Needs the scope pets.write.',
      'petId path string Id of the pet.',
      'name body, optional string Its name.',
      '200 pet application/json',
      'name string or null',
      'pet_not_found 404 No such pet.',
    ]) {
      assert.ok(text.includes(line), line);
    }
  });

  it('an example is a command that a shell takes as it stands', () => {
    const [, , example] =
      /<h4>Example<\/h4>\s*<pre[^>]*>(<code>)?([^<]*)/.exec(docsPage(document, ORIGIN)) ?? [];

    assert.equal(
      unescaped(example ?? ''),
      [
        'curl -X PATCH "$ENDPOINT/pets/PET_ID" \\',
        '  -H "X-Key: $KEY" \\',
        '  -H "Content-Type: application/json" \\',
        `  -d '{"name":"Rex'\\''s"}'`,
      ].join('\n'),
    );
  });

  it('every link within the page leads somewhere', () => {
    const page = docsPage(document, ORIGIN);
    const anchors = new Set([...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id));

    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);

    assert.ok(links.length > 0);
    assert.deepEqual(
      links.filter((id) => !anchors.has(id)),
      [],
    );
  });

  it('whatever a document says is text and not markup', () => {
    const evil = `<script>alert("1")</script>' onload='x`;
    const poisoned = JSON.parse(
      JSON.stringify(document).replace(
        /"(Pets|Rename a pet|petsRename|pet_not_found|X-Key|Its name\.)"/g,
        () => JSON.stringify(evil),
      ),
    ) as OpenApi;

    const page = docsPage(poisoned, `https://${evil}`);

    assert.doesNotMatch(page, /<script|alert\("|' onload/);
    assert.match(page, /&#60;script&#62;/);
  });

  it('the policy lets in the style of the page and nothing else', () => {
    const [, style] = /<style>(.*)<\/style>/s.exec(docsPage(document, ORIGIN)) ?? [];
    const hash = createHash('sha256')
      .update(style ?? '')
      .digest('base64');

    assert.equal(
      contentSecurityPolicy,
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });
});

/** As it reads: without tags, and with one space between words. */
function readable(page: string): string {
  return unescaped(
    page
      .replace(/<(td|th|li)\b/g, ' <$1')
      .replace(/<[^>]*>/g, '')
      .replace(/\s+/g, ' '),
  );
}

function unescaped(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}
