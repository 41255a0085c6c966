import type { TaxRate, TaxTerm } from '@kontor/core';

/** Who pays which taxes: whoever is named, else by country, else everybody. */
export type TaxTable = {
  readonly teams: ReadonlyMap<string, readonly TaxRate[]>;
  /** By the country of a team's billing address. */
  readonly countries?: ReadonlyMap<string, readonly CountryTax[]>;
  readonly everybody: readonly TaxRate[];
};

type CountryTax = TaxRate & {
  /** Whether a team with a tax number owes it itself, and is told so. */
  readonly isReversed: boolean;
};

/** What is added to a team's invoices; another implementation may ask somebody who knows. */
export type TaxSource = (teamId: string) => Promise<readonly TaxTerm[]>;

/** Where a team is billed, and under which tax number; null where it has not said. */
export type TaxPlace = { readonly country: string | null; readonly taxId: string | null };

const ENTRY =
  /^(\*|[A-Z]{2}|team_[0-9A-Za-z]+):([^:=,/]{1,40})=(\d{1,2}(?:\.\d{1,4})?)(\/reverse)?$/;

/**
 * Reads a table of taxes: `*:VAT=19,AT:VAT=20/reverse,team_…:VAT=0`. A team that is named pays what it
 * is named with and nothing else, one of a country that is named what stands there. Undefined where it
 * is no such table.
 */
export function readTaxTable(text: string): TaxTable | undefined {
  const taxes = new Map<string, CountryTax[]>();
  for (const entry of text.split(',')) {
    const [, who, name, rate, reverse] = ENTRY.exec(entry.trim()) ?? [];
    if (who === undefined || name === undefined || rate === undefined) return undefined;
    const isReversed = reverse !== undefined;
    // only where somebody lives can say that they owe it themselves
    if (isReversed && who.length !== 2) return undefined;
    taxes.set(who, [...(taxes.get(who) ?? []), { name: name.trim(), rate, isReversed }]);
  }
  const plain = (all: readonly CountryTax[]) => all.map(({ name, rate }) => ({ name, rate }));
  const named = [...taxes].filter(([who]) => who !== '*');
  return {
    teams: new Map(named.filter(([who]) => who.length > 2).map(([who, all]) => [who, plain(all)])),
    countries: new Map(named.filter(([who]) => who.length === 2)),
    everybody: plain(taxes.get('*') ?? []),
  };
}

/** Taxes as they are configured; none where nothing is. */
export function taxesBy(
  table: TaxTable | null,
  placeOf: (teamId: string) => Promise<TaxPlace>,
): TaxSource {
  return async (teamId) => {
    if (table === null) return [];
    const own = table.teams.get(teamId);
    if (own !== undefined) return own;
    const { countries = new Map<string, readonly CountryTax[]>() } = table;
    const { country, taxId } = countries.size === 0 ? nowhere : await placeOf(teamId);
    const local = country === null ? undefined : countries.get(country);
    if (local === undefined) return table.everybody;
    return local.map(({ name, rate, isReversed }) =>
      isReversed && taxId !== null
        ? { name: `${name}, reverse charge`, rate: '0', isAlwaysNamed: true }
        : { name, rate },
    );
  };
}

const nowhere: TaxPlace = { country: null, taxId: null };
