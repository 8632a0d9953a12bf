import { html } from '../http/docs/html.ts';
import type { FormPage } from './oauth-forms.ts';

/** What a link in a mail says. */
type Link = { readonly username: string; readonly key: string };

const AGAIN = 'The link is not good any more. Ask for another one.';

/** What the link in a mail says that confirms an email. */
export type EmailLink = Link & { readonly email: string };

/** What the link leads to. Only the button confirms, and nothing is looked up before. */
export function verifyForm({ username, email, key }: EmailLink): FormPage {
  return {
    title: 'Confirm your email',
    body: html`<p>Is the account <strong>${username}</strong> yours, and the email ${email} as well?</p>
<form method="post" action="/hex/email/verify">
<input type="hidden" name="username" value="${username}">
<input type="hidden" name="email" value="${email}">
<input type="hidden" name="key" value="${key}">
<button type="submit">Confirm the email</button>
</form>`.text,
  };
}

export const confirmedPage: FormPage = {
  title: 'Your email is confirmed',
  body: html`<p>You can close this window.</p>`.text,
};

export const refusedPage: FormPage = {
  title: 'The link is not good any more',
  body: html`<p>Such a link is good for once and for a day. Perhaps your email is confirmed already.</p>
<p><a href="/hex/email/verification">Ask for another one</a></p>`.text,
};

/** Where another link is asked for, by whoever let the first one run out. */
export const confirmationForm: FormPage = {
  title: 'Confirm your email',
  body: html`<p>We send you another link; the one before is of no use from then on.</p>
<form method="post" action="/hex/email/verification">
<label>Username <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="255" required></label>
<label>Email <input name="email" type="email" autocomplete="email" maxlength="320" required></label>
<button type="submit">Send the link</button>
</form>`.text,
};

export const confirmationSentPage: FormPage = {
  title: 'Look into your mailbox',
  body: html`<p>If there is such an account and its email is not confirmed, a link is on its way. It is good for a day.</p>`
    .text,
};

/** Where a new password is asked for; `again` after a link that was of no use. */
export function resetForm(again: boolean): FormPage {
  return {
    title: 'Forgot your password?',
    ...(again && { wrong: AGAIN }),
    body: html`<p>We send you a link by which you set a new one.</p>
<form method="post" action="/hex/password/reset">
<label>Username or email <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="320" required></label>
<button type="submit">Send the link</button>
</form>`.text,
  };
}

export const sentPage: FormPage = {
  title: 'Look into your mailbox',
  body: html`<p>If there is such an account, a link is on its way to its email. It is good for a day.</p>`
    .text,
};

/** Where a new password is set; `wrong` says why the last one was not taken. Passwords are never given back. */
export function passwordForm({ username, key }: Link, wrong?: string): FormPage {
  return {
    title: 'Choose a new password',
    ...(wrong !== undefined && { wrong }),
    body: html`<form method="post" action="/hex/password/new">
<input type="hidden" name="user[username]" value="${username}" autocomplete="username">
<input type="hidden" name="user[key]" value="${key}">
<label>New password <input name="user[password]" type="password" autocomplete="new-password" maxlength="256" required></label>
<label>The same again <input name="user[password_confirmation]" type="password" autocomplete="new-password" maxlength="256" required></label>
<label>Keys and programs that are signed in <select name="user[revoke_all_access]"><option value="yes" selected>Sign them out</option><option value="no">Let them stay</option></select></label>
<button type="submit">Set the password</button>
</form>`.text,
  };
}

export const changedPage: FormPage = {
  title: 'Your password is changed',
  body: html`<p>Sign in with the new one. You can close this window.</p>`.text,
};

export const tooManyPage: FormPage = {
  title: 'Too many tries',
  body: html`<p>Please try again later.</p>`.text,
};
