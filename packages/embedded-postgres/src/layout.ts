import { join, resolve } from 'node:path';

/** Where the things of one embedded server stand below its directory. */
export type Layout = {
  readonly directory: string;
  /** PostgreSQL's own data directory. It exists only once it is complete. */
  readonly data: string;
  readonly password: string;
  /** Which process was last started here, and how. */
  readonly record: string;
  readonly log: string;
};

export function layoutOf(directory: string): Layout {
  const root = resolve(directory);
  return {
    directory: root,
    data: join(root, 'data'),
    password: join(root, 'password'),
    record: join(root, 'server.json'),
    log: join(root, 'postgres.log'),
  };
}
