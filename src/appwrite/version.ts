/** The Appwrite version whose wire protocol this server implements. */
export const SPOKEN_VERSION = '2.3.0';
