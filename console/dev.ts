/** Serves the console from its sources, beside a server on port 4100. */
import { createServer } from 'vite';
import { settings } from './settings.ts';

const server = await createServer(settings('dist'));
await server.listen();
server.printUrls();
