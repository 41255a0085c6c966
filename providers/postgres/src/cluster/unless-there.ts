/** PostgreSQL's codes for a database, a role and a row of that name that are there already. */
const alreadyThere = ['42P04', '42710', '23505'];

/** What was made by an earlier try is as good as made by this one. */
export async function unlessThere(creating: Promise<unknown>): Promise<void> {
  try {
    await creating;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (!alreadyThere.some((known) => known === code)) throw error;
  }
}
