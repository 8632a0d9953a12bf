import type { Tx } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { OutboxRow } from '../../db/schema.ts';

type Row = Omit<OutboxRow, 'sequence'> & { sequence: number };

const insert = prepared<Row, unknown>(({ db }, row) => db.insertInto('outbox').values(row));

export async function insertMessage(tx: Tx, row: Row): Promise<void> {
  await insert(tx, row);
}
