import * as z from 'zod';

/** What a backup holds; the last file that is written, so a backup without it is not complete. */
export const manifest = z.strictObject({
  format: z.literal('kontor-backup-1'),
  /** When the moment was that all of it is of. */
  takenAt: z.iso.datetime(),
  /** Migrations that the database had, oldest first. */
  migrations: z.array(z.string()).min(1),
  /** In an order in which every row that a row refers to comes before it. */
  tables: z
    .array(
      z.strictObject({
        schema: z.string(),
        name: z.string(),
        columns: z.array(z.string()).min(1),
        rows: z.number().int().nonnegative(),
        /** Name of its file in the backup, gzip over PostgreSQL's own text format. */
        file: z.string().regex(/^[\w.-]+$/),
        /** Of that file, in hexadecimal. */
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .min(1),
});
export type Manifest = z.infer<typeof manifest>;

export const MANIFEST_FILE = 'manifest.json';

/** A backup that cannot be made or restored, with what to do about it. */
export class BackupError extends Error {
  override readonly name: string = 'BackupError';
}
