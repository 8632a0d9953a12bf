import type { UsernameSettings } from '../core/usernames/username.ts';

/** Names that hex.pm gives to no one, and where the links in mails lead. */
export const usernames: UsernameSettings = {
  reserved: new Set(['me', 'hex', 'hexpm', 'elixir', 'erlang', 'otp']),
  pages: { 'email-verification': '/hex/email/verify', recovery: '/hex/password/new' },
};
