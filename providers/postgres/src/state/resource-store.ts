import type { Pool } from 'pg';
import type { Form } from '../product/form.ts';
import type { PlanId } from '../product/limits.ts';
import type { Region, Size } from '../product/metadata-schema.ts';
import { transact } from './state-database.ts';

/**
 * A resource, which is one database. Its life:
 *
 *     creating ──the database stands──▶ ready ──▶ deleting ──▶ (gone)
 *         └────────────────────────────────────────┘
 *
 * It is written down before anything is made, and forgotten after everything is dropped.
 */
export type Resource = {
  readonly id: string;
  readonly installationId: string;
  readonly name: string;
  readonly form: Form;
  readonly planId: PlanId;
  readonly status: 'creating' | 'ready' | 'deleting';
  readonly missingExtensions: readonly string[];
};

export type WantedResource = Pick<Resource, 'id' | 'installationId' | 'name' | 'form' | 'planId'>;

export type ResourceStore = ReturnType<typeof resourceStore>;

/** The resources. Those of another installation are not found. */
export function resourceStore(state: Pool) {
  return {
    /**
     * Writes down what is to be made, and answers it; what an earlier try wrote down stays as it is.
     * `undefined` when the installation is not, or no longer, installed.
     */
    intend: (wanted: WantedResource) =>
      transact(state, async (client): Promise<Resource | undefined> => {
        // the row is held until the intent is written: an uninstall either sees the intent or prevents it
        const { rowCount } = await client.query(
          "select from installation where id = $1 and status = 'installed' for share",
          [wanted.installationId],
        );
        if (rowCount !== 1) return undefined;
        const { id, installationId, name, form, planId } = wanted;
        await client.query(
          `insert into resource (id, installation_id, name, region, size, extensions, plan_id)
           values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing`,
          [id, installationId, name, form.region, form.size, form.extensions, planId],
        );
        const { rows } = await client.query<Row>(`${selectResource} where id = $1`, [id]);
        return rows[0] && resourceOf(rows[0]);
      }),

    find: async (installationId: string, id: string): Promise<Resource | undefined> => {
      const { rows } = await state.query<Row>(
        `${selectResource} where installation_id = $1 and id = $2`,
        [installationId, id],
      );
      return rows[0] && resourceOf(rows[0]);
    },

    list: async (installationId: string): Promise<Resource[]> => {
      const { rows } = await state.query<Row>(
        `${selectResource} where installation_id = $1 order by created_at, id`,
        [installationId],
      );
      return rows.map(resourceOf);
    },

    save: async ({
      id,
      name,
      form,
      planId,
      status,
      missingExtensions,
    }: Resource): Promise<void> => {
      await state.query(
        `update resource
         set name = $2, size = $3, extensions = $4, plan_id = $5, status = $6,
             missing_extensions = $7, updated_at = now()
         where id = $1`,
        [id, name, form.size, form.extensions, planId, status, missingExtensions],
      );
    },

    remove: async (id: string): Promise<void> => {
      await state.query('delete from resource where id = $1', [id]);
    },
  };
}

type Row = {
  readonly id: string;
  readonly installation_id: string;
  readonly name: string;
  readonly region: Region;
  readonly size: Size;
  readonly extensions: boolean;
  readonly plan_id: PlanId;
  readonly status: Resource['status'];
  readonly missing_extensions: string[];
};

const selectResource = `select id, installation_id, name, region, size, extensions, plan_id, status,
  missing_extensions from resource`;

function resourceOf({ id, name, region, size, extensions, status, ...row }: Row): Resource {
  return {
    id,
    installationId: row.installation_id,
    name,
    form: { region, size, extensions },
    planId: row.plan_id,
    status,
    missingExtensions: row.missing_extensions,
  };
}
