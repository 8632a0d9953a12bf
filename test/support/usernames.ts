import type { UsernameSettings } from '../../src/core/usernames/username.ts';

/** What a protocol brings that knows its users by name. */
export const usernames: UsernameSettings = {
  reserved: new Set(['me', 'hex', 'hexpm', 'elixir', 'erlang', 'otp']),
  pages: { 'email-verification': '/hex/email/verify', recovery: '/hex/password/new' },
};
