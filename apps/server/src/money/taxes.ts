import type { TaxRate } from '@kontor/core';

/** Flat taxes by team; `everybody` for those that are not named. */
export type TaxTable = {
  readonly teams: ReadonlyMap<string, readonly TaxRate[]>;
  readonly everybody: readonly TaxRate[];
};

/** What is added to a team's invoices; another implementation may ask somebody who knows. */
export type TaxSource = (teamId: string) => Promise<readonly TaxRate[]>;

const ENTRY = /^(\*|team_[0-9A-Za-z]+):([^:=,]{1,40})=(\d{1,2}(?:\.\d{1,4})?)$/;

/**
 * Reads a table of taxes: `*:VAT=19,team_…:VAT=0`. A team that is named pays what it is named with
 * and nothing of everybody's. Undefined where it is no such table.
 */
export function readTaxTable(text: string): TaxTable | undefined {
  const teams = new Map<string, TaxRate[]>();
  for (const entry of text.split(',')) {
    const [, who, name, rate] = ENTRY.exec(entry.trim()) ?? [];
    if (who === undefined || name === undefined || rate === undefined) return undefined;
    teams.set(who, [...(teams.get(who) ?? []), { name: name.trim(), rate }]);
  }
  const { '*': everybody = [], ...named } = Object.fromEntries(teams);
  return { teams: new Map(Object.entries(named)), everybody };
}

/** Flat taxes as they are configured; none where nothing is. */
export function flatTaxes(table: TaxTable | null): TaxSource {
  return async (teamId) => table?.teams.get(teamId) ?? table?.everybody ?? [];
}
