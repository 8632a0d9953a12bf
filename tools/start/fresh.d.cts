/** Builds the console if it is missing or older than its sources. */
export function freshenConsole(): void;
/** Builds the documentation if it is missing or older than its pages. */
export function freshenSite(): void;
