import assert from 'node:assert/strict';
import { it } from 'node:test';
import { Account, Client } from 'node-appwrite';
import { BEHIND_PROXY, browser, PAGE } from '../support/browser-client.ts';
import { onEachEngine } from '../support/engines.ts';
import { mailbox } from '../support/mailbox.ts';
import { PROJECT, serving } from '../support/server.ts';
import { admin } from './admin.ts';

const PASSWORD = 'correct horse';
const HOUR_SECONDS = 3_600;

/** What each thing that somebody was given is answered, by its name. */
type Answers = Readonly<Record<string, string>>;

onEachEngine('a server ends what somebody has been given', (database) => {
  const server = serving(database, BEHIND_PROXY);
  const box = mailbox(server);
  const users = () => admin(server.get());
  const BLOCKED = 'user_blocked';
  const GUEST = 'general_unauthorized_scope';
  const INVALID = 'user_invalid_token';

  it('who is blocked is out at once, with everything they had', async () => {
    const { shows, userId } = await somebody('blocked');
    const before = await shows.session();
    await users().updateStatus({ userId, status: false });
    assert.equal(before, 'done');
    assert.deepEqual(await answersOf(shows), {
      session: BLOCKED,
      serverSession: BLOCKED,
      jwt: BLOCKED,
      serverJwt: BLOCKED,
      unboundJwt: BLOCKED,
      password: BLOCKED,
      token: BLOCKED,
      magicLink: BLOCKED,
      emailCode: BLOCKED,
      recovery: INVALID,
      verification: INVALID,
    });
  });

  it('who is blocked is sent nothing, and is told nothing of it', async () => {
    const { email, userId } = await somebody('unsent');
    const sent = (await box.to(email)).length;
    await users().updateStatus({ userId, status: false });
    const { account } = browser(server.get());
    await account.createMagicURLToken({ userId, email, url: PAGE });
    await account.createEmailToken({ userId, email });
    await account.createRecovery({ email, url: PAGE });
    await users().updateStatus({ userId, status: true });
    await account.createEmailToken({ userId, email });
    assert.equal((await box.to(email, sent + 1)).length, sent + 1);
  });

  it('a new password ends the sessions, and what was sent before it', async () => {
    const { shows, userId } = await somebody('changed');
    await users().updatePassword({ userId, password: 'battery staple' });
    assert.deepEqual(await answersOf(shows), {
      session: GUEST,
      serverSession: GUEST,
      jwt: GUEST,
      serverJwt: GUEST,
      unboundJwt: GUEST,
      password: 'user_invalid_credentials',
      token: INVALID,
      magicLink: INVALID,
      emailCode: INVALID,
      recovery: INVALID,
      verification: INVALID,
    });
  });

  it('whoever is deleted is gone at once, and stays gone when the id is used again', async () => {
    const { shows, userId, email } = await somebody('deleted');
    await users().delete({ userId });
    const gone = {
      session: GUEST,
      serverSession: GUEST,
      jwt: GUEST,
      serverJwt: GUEST,
      unboundJwt: GUEST,
      password: 'user_invalid_credentials',
      token: INVALID,
      magicLink: INVALID,
      emailCode: INVALID,
      recovery: INVALID,
      verification: INVALID,
    };
    const after = await answersOf(shows);
    await users().create({ userId, email, password: 'battery staple' });
    const again = await answersOf(shows);
    const { emailVerification } = await users().get({ userId });
    assert.deepEqual(
      { after, again, emailVerification },
      { after: gone, again: gone, emailVerification: false },
    );
  });

  it('a session that a server ends takes its JWT with it, and no other session', async () => {
    const { shows, userId, sessionId } = await somebody('one-ended');
    await users().deleteSession({ userId, sessionId });
    const { session, jwt, serverSession } = await answersOf(shows);
    assert.deepEqual({ session, jwt, serverSession }, { session: GUEST, jwt: GUEST, serverSession: 'done' });
  });

  /** Somebody with two sessions, all kinds of tokens, and something to be sent. */
  async function somebody(userId: string) {
    const email = `${userId}@example.com`;
    const known = { email, password: PASSWORD };
    const page = browser(server.get());
    const other = () => browser(server.get()).account;
    await page.account.create({ userId, ...known });
    const unbound = await users().createJWT({ userId, duration: HOUR_SECONDS });
    const { $id: sessionId } = await page.account.createEmailPasswordSession(known);
    const bound = await page.account.createJWT();
    const made = await users().createSession({ userId });
    const boundByServer = await users().createJWT({ userId, sessionId: made.$id });
    const token = await users().createToken({ userId });
    await page.account.createEmailVerification({ url: PAGE });
    const verification = await box.link(email, 1);
    await other().createRecovery({ email, url: PAGE });
    const recovery = await box.link(email, 2);
    await other().createMagicURLToken({ userId, email, url: PAGE });
    const magic = await box.link(email, 3);
    await other().createEmailToken({ userId, email });
    const code = { userId, secret: await box.code(email, 4) };
    const shows = {
      session: () => outcome(page.account.get()),
      serverSession: () => outcome(as((client) => client.setSession(made.secret)).get()),
      jwt: () => outcome(as((client) => client.setJWT(bound.jwt)).get()),
      serverJwt: () => outcome(as((client) => client.setJWT(boundByServer.jwt)).get()),
      unboundJwt: () => outcome(as((client) => client.setJWT(unbound.jwt)).get()),
      password: () => outcome(other().createEmailPasswordSession(known)),
      token: () => outcome(other().createSession({ userId, secret: token.secret })),
      magicLink: () => outcome(other().updateMagicURLSession(magic)),
      emailCode: () => outcome(other().createSession(code)),
      recovery: () => outcome(other().updateRecovery({ ...recovery, password: 'something else' })),
      verification: () => outcome(other().updateEmailVerification(verification)),
    };
    return { userId, email, sessionId, shows };
  }

  function as(told: (client: Client) => Client): Account {
    return new Account(told(new Client().setEndpoint(server.get().endpoint).setProject(PROJECT)));
  }
});

async function answersOf(shows: Readonly<Record<string, () => Promise<string>>>): Promise<Answers> {
  const answers: Record<string, string> = {};
  for (const [name, show] of Object.entries(shows)) answers[name] = await show();
  return answers;
}

/** The type of the refusal, or `done`. */
function outcome(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: { type?: string }) => error.type ?? String(error),
  );
}
