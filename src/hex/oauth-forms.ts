import type { DeviceRequest } from '../core/device-grants/grant.ts';
import type { HttpReply } from '../http/exchange.ts';
import { findClient } from './clients.ts';

/** Forbids external resources, framing, and forms to other origins. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
const STYLE =
  'body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:10vh auto;padding:0 1rem;color:#18181b}' +
  'label{display:block;margin-top:1rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}' +
  'button{font:inherit;padding:.5rem 1.5rem;margin:1.5rem .5rem 0 0}.wrong{color:#b91c1c}' +
  '.code{font:600 1.25rem ui-monospace,monospace;letter-spacing:.15rem}';

/** Scopes in words. */
const meanings: Readonly<Record<string, string>> = {
  api: 'read and change everything of your account',
  'api:read': 'read what is in your account',
  'api:write': 'change what is in your account',
  repositories: 'read the repositories of your organizations',
};

/** A page with forms; `wrong` is the error of the last submission. */
export type FormPage = { readonly title: string; readonly wrong?: string; readonly body: string };

export function sendForm(reply: HttpReply, { title, wrong, body }: FormPage): HttpReply {
  const alert = wrong === undefined ? '' : `<p class="wrong" role="alert">${escaped(wrong)}</p>`;
  return reply
    .headers({
      'Content-Security-Policy': POLICY,
      'X-Frame-Options': 'DENY',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
    })
    .type('text/html; charset=UTF-8')
    .send(
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><h1>${escaped(title)}</h1>${alert}${body}</body></html>`,
    );
}

/** Asks for the user code. Nothing is looked up before it is submitted. */
export function codeForm(code: string, wrong?: string): FormPage {
  return {
    title: 'Connect a device',
    ...(wrong !== undefined && { wrong }),
    body: `<p>Go on only if this is the code that your device shows, and you have just started it yourself.</p><form method="post"><label>Code <input name="user_code" value="${escaped(code)}" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required></label><button type="submit">Continue</button></form>`,
  };
}

/** Shows the request and lets the user sign in and decide. The password is never returned. */
export function decisionForm(
  request: DeviceRequest,
  form: { readonly userCode: string; readonly login: string; readonly wrong?: string },
): FormPage {
  const client = escaped(findClient(request.clientId) ?? request.clientId);
  const device = request.name === '' ? 'A device' : `The device <strong>${escaped(request.name)}</strong>`;
  const from = request.ip === null ? '' : ` at the address ${escaped(request.ip)}`;
  const scopeItems = request.scopes.map((scope) => `<li>${escaped(meanings[scope] ?? scope)}</li>`).join('');
  return {
    title: 'Let this device in?',
    ...(form.wrong !== undefined && { wrong: form.wrong }),
    body:
      `<p>${device}${from} asks with the program <strong>${client}</strong> and the code <span class="code">${escaped(form.userCode)}</span> to</p><ul>${scopeItems}</ul>` +
      `<p>If another person sent you here, deny it: they would act as you.</p>` +
      `<form method="post"><input type="hidden" name="user_code" value="${escaped(form.userCode)}">` +
      `<label>Username or email <input name="login" value="${escaped(form.login)}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="320" required></label>` +
      `<label>Password <input name="password" type="password" autocomplete="current-password" required></label>` +
      `<label>Code of your authenticator, if you use one <input name="code" autocomplete="one-time-code" inputmode="numeric" maxlength="6"></label>` +
      `<button type="submit" name="decision" value="approve">Approve</button><button type="submit" name="decision" value="deny">Deny</button></form>`,
  };
}

/** The page after the decision. */
export function donePage(approves: boolean): FormPage {
  return approves
    ? { title: 'The device is connected', body: '<p>You can close this window and go back to it.</p>' }
    : { title: 'The device was denied', body: '<p>It gets nothing. You can close this window.</p>' };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
