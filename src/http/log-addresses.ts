/** How much of the caller's address a line of the log has. */
export const ADDRESSES = ['full', 'network', 'off'] as const;
export type AddressLogging = (typeof ADDRESSES)[number];
