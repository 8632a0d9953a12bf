// Generated from the routes by `npm run generate`. Do not edit.

/** Version of the protocol that responses follow. */
export const PROTOCOL_VERSION = '2.3.0';
