/** A row that says when it was made and last changed, and by whom. */
export type StampedRow = {
  readonly created_at: Date;
  readonly created_by: string | null;
  readonly updated_at: Date;
  readonly updated_by: string | null;
};

export function stampsOf(row: StampedRow) {
  return {
    created: { at: row.created_at, by: row.created_by },
    updated: { at: row.updated_at, by: row.updated_by },
  };
}
