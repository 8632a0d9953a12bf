import { csvRow } from './csv.ts';
import type { ExportFile, ExportSink } from './target.ts';

/** `ids.csv`: what the users are called where a target makes keys of its own, for the tables that name them. */
export class IdMap {
  readonly #file: ExportFile;

  private constructor(file: ExportFile) {
    this.#file = file;
  }

  static async open(sink: ExportSink): Promise<IdMap> {
    const file = await sink.file('ids.csv');
    await file.write(csvRow(['id', 'target_id']));
    return new IdMap(file);
  }

  async add(id: string, targetId: string | number): Promise<void> {
    await this.#file.write(csvRow([id, String(targetId)]));
  }
}
