import type { Vault } from '@kontor/provider-process';
import type { Pool } from 'pg';

/** A copy of a resource's database for one deployment. */
export type Branch = {
  readonly name: string;
  readonly resourceId: string;
  readonly deploymentId: string;
  readonly password: string;
};

export type BranchStore = ReturnType<typeof branchStore>;

/** The branches of all resources. One that is dropped is remembered, as its start may come later. */
export function branchStore(state: Pool, vault: Vault) {
  return {
    /**
     * Writes down a branch that is to be made, and answers it; what an earlier try wrote down stays.
     * `undefined` when it was dropped before.
     */
    intend: async (wanted: Branch): Promise<Branch | undefined> => {
      const { name, resourceId, deploymentId, password } = wanted;
      await state.query(
        `insert into branch (name, resource_id, deployment_id, password) values ($1, $2, $3, $4)
         on conflict (name) do nothing`,
        [name, resourceId, deploymentId, vault.seal(password, name)],
      );
      const { rows } = await state.query<{ password: Buffer | null }>(
        'select password from branch where name = $1',
        [name],
      );
      const kept = rows[0]?.password;
      return kept ? { ...wanted, password: vault.open(kept, name) } : undefined;
    },

    /** The branches of a resource that are not dropped. */
    namesOf: async (resourceId: string): Promise<string[]> => {
      const { rows } = await state.query<{ name: string }>(
        'select name from branch where resource_id = $1 and password is not null order by name',
        [resourceId],
      );
      return rows.map(({ name }) => name);
    },

    /** Remembers that a branch is not wanted any more, also one that was never begun. */
    drop: async ({ name, resourceId, deploymentId }: Omit<Branch, 'password'>): Promise<void> => {
      await state.query(
        `insert into branch (name, resource_id, deployment_id) values ($1, $2, $3)
         on conflict (name) do update set password = null`,
        [name, resourceId, deploymentId],
      );
    },

    forget: async (resourceId: string): Promise<void> => {
      await state.query('delete from branch where resource_id = $1', [resourceId]);
    },
  };
}
