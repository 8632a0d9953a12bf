// Written by `npm run generate` out of the routes: change those.

/** Version of the protocol in whose shapes answers come. */
export const PROTOCOL_VERSION = '1.9.6';
