import type { UsernameSettings } from '../core/usernames/username.ts';

/** Reserved usernames, as on hex.pm, and the targets of links in mails. */
export const usernames: UsernameSettings = {
  reserved: new Set(['me', 'hex', 'hexpm', 'elixir', 'erlang', 'otp']),
  pages: { 'email-verification': '/hex/email/verify', recovery: '/hex/password/new' },
};
