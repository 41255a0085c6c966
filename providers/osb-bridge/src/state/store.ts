import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Documents of one kind, by id. What is written is on disk when the call returns. */
export type Documents<T> = {
  readonly get: (id: string) => T | undefined;
  readonly all: () => T[];
  readonly put: (id: string, document: T) => void;
  readonly remove: (id: string) => void;
};

export type Store = {
  readonly documents: <T>(kind: string) => Documents<T>;
  /** All of what `work` writes, or nothing. */
  readonly together: (work: () => void) => void;
  readonly close: () => void;
};

/**
 * Opens the bridge's own records: one file, of which this process is the only user.
 *
 * @throws Error where another process has it open
 */
export function openStore(directory: string): Store {
  const database = new DatabaseSync(join(directory, 'bridge.sqlite'));
  try {
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal');
    database.exec('pragma synchronous = full; begin exclusive; commit');
    database.exec(
      'create table if not exists document (kind text, id text, body text not null, primary key (kind, id))',
    );
  } catch (cause) {
    database.close();
    throw new Error(`Another bridge runs on ${directory}. Stop it, or name another.`, { cause });
  }
  const get = database.prepare('select body from document where kind = ? and id = ?');
  const all = database.prepare('select body from document where kind = ? order by id');
  const put = database.prepare(
    'insert into document (kind, id, body) values (?, ?, ?) on conflict do update set body = excluded.body',
  );
  const remove = database.prepare('delete from document where kind = ? and id = ?');

  return {
    documents: <T>(kind: string): Documents<T> => ({
      get: (id) => {
        const row = get.get(kind, id);
        return row === undefined ? undefined : (JSON.parse(String(row.body)) as T);
      },
      all: () => all.all(kind).map(({ body }) => JSON.parse(String(body)) as T),
      put: (id, document) => void put.run(kind, id, JSON.stringify(document)),
      remove: (id) => void remove.run(kind, id),
    }),
    together: (work) => {
      database.exec('begin immediate');
      try {
        work();
        database.exec('commit');
      } catch (error) {
        database.exec('rollback');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
