import { html } from '../http/html.ts';
import type { FormPage } from './oauth-forms.ts';

/** The parameters of a link in a mail. */
type Link = { readonly username: string; readonly key: string };

const AGAIN = 'The link is no longer valid. Ask for another one.';

/** The content of the link in a mail that confirms an email. */
export type EmailLink = Link & { readonly email: string };

/** Returns the page behind the link. Only its button confirms, and nothing is looked up before. */
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
  title: 'The link is no longer valid',
  body: html`<p>A link works once, within a day. Your email may already be confirmed.</p>
<p><a href="/hex/email/verification">Ask for another one</a></p>`.text,
};

/** The form that requests another confirmation link. */
export const confirmationForm: FormPage = {
  title: 'Confirm your email',
  body: html`<p>We will send you a new link. Earlier links stop working.</p>
<form method="post" action="/hex/email/verification">
<label>Username <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="255" required></label>
<label>Email <input name="email" type="email" autocomplete="email" maxlength="320" required></label>
<button type="submit">Send the link</button>
</form>`.text,
};

export const confirmationSentPage: FormPage = {
  title: 'Check your mailbox',
  body: html`<p>If this account exists and its email is not confirmed, a link is on its way. It is valid for a day.</p>`
    .text,
};

/** The form that requests a reset link; `again` after an invalid link. */
export function resetForm(again: boolean): FormPage {
  return {
    title: 'Forgot your password?',
    ...(again && { wrong: AGAIN }),
    body: html`<p>We will send you a link to set a new one.</p>
<form method="post" action="/hex/password/reset">
<label>Username or email <input name="username" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="320" required></label>
<button type="submit">Send the link</button>
</form>`.text,
  };
}

export const sentPage: FormPage = {
  title: 'Check your mailbox',
  body: html`<p>If this account exists, a link is on its way to its email. It is valid for a day.</p>`.text,
};

/** The form that sets a new password; `wrong` is the error of the last one. Passwords are never returned. */
export function passwordForm({ username, key }: Link, wrong?: string): FormPage {
  return {
    title: 'Choose a new password',
    ...(wrong !== undefined && { wrong }),
    body: html`<form method="post" action="/hex/password/new">
<input type="hidden" name="user[username]" value="${username}" autocomplete="username">
<input type="hidden" name="user[key]" value="${key}">
<label>New password <input name="user[password]" type="password" autocomplete="new-password" maxlength="256" required></label>
<label>Repeat the password <input name="user[password_confirmation]" type="password" autocomplete="new-password" maxlength="256" required></label>
<label>Keys and signed-in programs <select name="user[revoke_all_access]"><option value="yes" selected>Sign them out</option><option value="no">Keep them signed in</option></select></label>
<button type="submit">Set the password</button>
</form>`.text,
  };
}

export const changedPage: FormPage = {
  title: 'Your password was changed',
  body: html`<p>Sign in with the new one. You can close this window.</p>`.text,
};

export const tooManyPage: FormPage = {
  title: 'Too many attempts',
  body: html`<p>Please try again later.</p>`.text,
};
