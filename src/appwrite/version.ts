/** The version of the Appwrite server whose wire protocol is spoken here; its clients ask for it. */
export const SPOKEN_VERSION = '1.9.6';
