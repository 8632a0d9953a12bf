/** Lists the largest page again and again, in a process of its own, until it is ended. Sends how many it got. */
import { LARGE_PAGE } from './large-users.ts';
import { clientAt } from './memory.ts';

const [endpoint = ''] = process.argv.slice(2);
const client = clientAt(endpoint, 1);
for (;;) {
  const { status } = await client.send('GET', LARGE_PAGE);
  if (status === 200) process.send?.('page');
}
