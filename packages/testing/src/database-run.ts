import { inject } from 'vitest';

/** The test run that databases are made for. */
export type DatabaseRun = {
  /** Where they are made. It holds a password. */
  readonly adminUrl: string;
  /** Part of the name of each of them. */
  readonly name: string;
};

let joined: DatabaseRun | undefined;

/** The run of this test, or the one that this program has joined. */
export function databaseRun(): DatabaseRun {
  return joined ?? { adminUrl: inject('adminDatabaseUrl'), name: inject('databaseRun') };
}

/** Has a program that a test has started make its databases for the run of that test. */
export function joinDatabaseRun(run: DatabaseRun): void {
  joined = run;
}
