import assert from 'node:assert/strict';
import { it } from 'node:test';
import { storedHashOf } from '../../src/crypto/passwords/imported.ts';
import { systems } from '../../src/imports/systems/all.ts';
import { itemsOf, textFile } from './samples.ts';

const PASSWORD = 'Boxkämpfer 1';

const zitadel = {
  userId: '1',
  user: { userName: 'ann', email: { email: 'ann@example.com' }, password: PASSWORD },
};
const keycloak = { id: '1', username: 'ann', credentials: [{ type: 'password', value: PASSWORD }] };
const kratos = {
  ...{ id: '1', schema_id: 'x', traits: { email: 'ann@example.com' } },
  credentials: { password: { config: { password: PASSWORD } } },
};
const okta = { profile: { login: 'ann' }, credentials: { password: { value: PASSWORD } } };
const supertokens = {
  externalUserId: '1',
  loginMethods: [{ recipeId: 'emailpassword', email: 'ann@example.com', plainTextPassword: PASSWORD }],
};
const firebase = {
  users: [{ localId: '1', passwordHash: `fakeHash:salt=s:password=${PASSWORD}`, salt: 's' }],
};
const base64 = Buffer.from(PASSWORD).toString('base64');

/** What each system reads that may hold passwords in clear text. */
const files = {
  htpasswd: ['htpasswd', `ann:${PASSWORD}\n`],
  ldif: ['people.ldif', `dn: uid=ann\nobjectClass: person\nuid: ann\nuserPassword:: ${base64}\n`],
  kratos: ['identities.json', JSON.stringify([kratos])],
  okta: ['users.json', JSON.stringify([okta])],
  keycloak: ['realm.json', JSON.stringify({ realm: 'shop', users: [keycloak] })],
  supertokens: ['users.json', JSON.stringify({ users: [supertokens] })],
  zitadel: ['import.json', JSON.stringify({ data_orgs: { orgs: [{ orgId: '1', humanUsers: [zitadel] }] } })],
  firebase: ['users.json', JSON.stringify(firebase)],
} as const;

for (const [name, [file, content]] of Object.entries(files))
  it(`a password in clear text is found in a file of ${name}, and in nothing else of its user`, async () => {
    const system = systems.find((each) => each.name === name) ?? assert.fail();
    const items = await itemsOf(system, [textFile(file, content)]);
    const user = items.find(({ kind }) => kind === 'user');
    assert.ok(user?.kind === 'user' && user.password, JSON.stringify(items));
    const { password, ...rest } = user;
    const outcome = storedHashOf(password, {});
    assert.equal('refused' in outcome && outcome.readable?.reveal(), PASSWORD);
    assert.doesNotMatch(JSON.stringify([rest, outcome]), /Boxk/);
  });
