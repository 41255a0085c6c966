/** The running totals of one metric of one resource, as exact decimals. */
export type MeterState = {
  /** The billing day and the period that the totals are of, by their first moments. */
  readonly day: string;
  readonly period: string;
  readonly dayValue: string;
  readonly periodValue: string;
};

/** What is kept of one installation: totals by meter. Plain JSON. */
export type UsageState = Readonly<Record<string, MeterState>>;

/**
 * Where running totals survive a restart. `change` reads the state of one installation, lets it be
 * changed and keeps the result, and nobody else changes it meanwhile: in SQL a row that is locked, or
 * compared when it is written. `undefined` stands for nothing kept yet.
 */
export type UsageStore = {
  readonly read: (installationId: string) => Promise<UsageState | undefined>;
  readonly change: (
    installationId: string,
    change: (state: UsageState | undefined) => UsageState,
  ) => Promise<UsageState>;
};

/** A store that outlives the process, from which an installation that is gone is removed. */
export type LastingUsageStore = UsageStore & {
  readonly forget: (installationId: string) => Promise<void>;
};

/** Keeps totals in this process alone: for tests, and where nothing is lost by beginning anew. */
export function createMemoryUsageStore(): UsageStore {
  const states = new Map<string, UsageState>();
  return {
    read: async (installationId) => states.get(installationId),
    change: async (installationId, change) => {
      const changed = change(states.get(installationId));
      states.set(installationId, changed);
      return changed;
    },
  };
}
