import { openSync } from 'node:fs';
import { cutBrokenLine, reportInto } from '../imports/report.ts';

/** Writes what became of each row as a line of JSON, behind what the file has. Only the server may read it. */
export function reportTo(path: string) {
  const file = openSync(path, 'a+', 0o600);
  cutBrokenLine(file);
  return reportInto(file);
}
