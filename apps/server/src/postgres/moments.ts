import { BoundedCache } from '../bounded-cache.ts';
import type { Sql } from './sql.ts';

/**
 * In a statement: which transactions are over, so that two statements of one moment see the same, of
 * everything. Any that writes makes it another when it ends; where the database begins anew it may count
 * them anew.
 */
export const MOMENT = `concat(pg_postmaster_start_time(), ' ', pg_current_snapshot())`;

/** Of a row that each team has, so that a database of several servers asks that of the team. */
const LOOK = `select ${MOMENT} as moment from event_head where team_id = $1`;

type Seen = {
  readonly moment: string;
  /** Whether it was the same at the look before. */
  readonly stands: boolean;
};

/** Of so many teams it is known what was seen last. */
const CAPACITY = 20_000;

/**
 * Tells whether anything at all was written since something of a team was read: the least that can be asked,
 * and where nothing was, all of it is still so. Where something is written ever again that would be asked for
 * nothing, so it is only where the last two looks saw the same.
 *
 * @see docs/adr/0014-fair-shares.md
 */
export class Moments {
  readonly #read: Sql;
  readonly #seen = new BoundedCache<string, Seen>(CAPACITY);

  constructor(read: Sql) {
    this.#read = read;
  }

  /** Notes at which moment something of a team was just read. */
  note(teamId: string, moment: string): void {
    this.#seen.set(teamId, { moment, stands: this.#seen.get(teamId)?.moment === moment });
  }

  /**
   * Whether all that was read at those moments is known to be so still. Looks after it has been asked, if at
   * all; false where it is not known.
   */
  async isStill(teamId: string, readAt: readonly (string | undefined)[]): Promise<boolean> {
    const seen = this.#seen.get(teamId);
    if (!seen?.stands || readAt.some((moment) => moment !== seen.moment)) return false;
    const [row] = await this.#read<{ moment: string }>(LOOK, [teamId]);
    if (row === undefined) return false;
    this.note(teamId, row.moment);
    return row.moment === seen.moment;
  }
}
