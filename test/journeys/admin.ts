import { Client, Users } from 'node-appwrite';
import { KEY, PROJECT, type Started } from '../support/server.ts';

/** The Users service as a server uses it that has the key. */
export function admin({ endpoint }: Started): Users {
  return new Users(new Client().setEndpoint(endpoint).setProject(PROJECT).setKey(KEY));
}
