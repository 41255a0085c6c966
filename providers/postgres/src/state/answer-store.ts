import type { Begun, IdempotencyStore, WrittenAnswer } from '@kontor/provider';
import type { Vault } from '@kontor/provider-process';
import type { Pool } from 'pg';

/** How long answers are kept for repeats, in days. */
const keptDays = 7;

/**
 * Remembers answers over restarts. One process at a time uses it: what runs elsewhere died with that
 * process, and may be begun again.
 */
export function answerStore(state: Pool, vault: Vault): IdempotencyStore {
  const running = new Set<string>();

  return {
    begin: async (key, fingerprint) => {
      if (running.has(key)) return begun(await find(key), fingerprint) ?? { state: 'running' };
      running.add(key);
      try {
        const found = begun(await claim(key, fingerprint), fingerprint);
        if (found) running.delete(key);
        return found ?? { state: 'new' };
      } catch (error) {
        running.delete(key);
        throw error;
      }
    },
    finish: async (key, answer) => {
      try {
        const written = vault.seal(JSON.stringify(answer), key);
        await state.query('update answer set written = $2 where key = $1', [key, written]);
      } finally {
        running.delete(key);
      }
    },
    abandon: async (key) => {
      try {
        await state.query('delete from answer where key = $1 and written is null', [key]);
      } finally {
        running.delete(key);
      }
    },
  };

  /** Writes the key down, or reads what is written under it. */
  async function claim(key: string, fingerprint: string): Promise<Row | undefined> {
    await state.query("delete from answer where begun_at < now() - $1 * interval '1 day'", [
      keptDays,
    ]);
    await state.query(
      'insert into answer (key, fingerprint) values ($1, $2) on conflict (key) do nothing',
      [key, fingerprint],
    );
    return find(key);
  }

  async function find(key: string): Promise<Row | undefined> {
    const { rows } = await state.query<Row>(
      'select key, fingerprint, written from answer where key = $1',
      [key],
    );
    return rows[0];
  }

  /** What became of a key, unless it is still to be answered. */
  function begun(row: Row | undefined, fingerprint: string): Begun | undefined {
    if (!row) return undefined;
    if (row.fingerprint !== fingerprint) return { state: 'mismatched' };
    if (row.written === null) return undefined;
    return { state: 'answered', answer: readAnswer(vault.open(row.written, row.key)) };
  }
}

type Row = {
  readonly key: string;
  readonly fingerprint: string;
  readonly written: Buffer | null;
};

function readAnswer(text: string): WrittenAnswer {
  const { status, contentType, body }: WrittenAnswer = JSON.parse(text);
  return { status, contentType, body };
}
