import type { HostEndpoint } from '@kontor/protocol';
import { everyEndpoint } from '../isolation/endpoints.ts';
import { reasonOf } from '../isolation/matrix.ts';
import type { Request } from '../isolation/requests.ts';
import type { Part } from '../proof/parts.ts';

/** What a part has asked and was answered. */
export type Asked = Part & {
  readonly rounds: number;
  /** What it ran on; those of before this was kept have none. */
  readonly commit?: string;
  /** How many requests each endpoint had, by `nameOf`. */
  readonly asked: Readonly<Record<string, number>>;
  /** How many of them did what they were asked for. */
  readonly taken: Readonly<Record<string, number>>;
  readonly statuses: Readonly<Record<string, number>>;
};

type Counts = Readonly<Record<string, number>>;

/** What one round has come to, for whoever adds it up. */
export type Told = Pick<Asked, 'asked' | 'taken' | 'statuses'> & {
  readonly spent: Counts;
  readonly broken: readonly string[];
  /** Why nothing was made for an endpoint, by its id. */
  readonly missing: Readonly<Record<string, string>>;
};

export type Tally = ReturnType<typeof createTally>;

export function createTally() {
  const asked = new Map<string, number>();
  const taken = new Map<string, number>();
  const statuses = new Map<string, number>();
  const spent = new Map<string, number>();
  const broken: string[] = [];
  const missing = new Map<string, string>();
  return {
    broken,
    statuses,
    note(
      endpoint: HostEndpoint,
      request: Request,
      answer: { readonly status: number; readonly text: string; readonly ms: number },
    ): void {
      add(asked, nameOf(endpoint), 1);
      if (isTaken(answer.status)) add(taken, nameOf(endpoint), 1);
      add(statuses, String(answer.status), 1);
      add(spent, nameOf(endpoint), answer.ms);
      if (!isFault(answer)) return;
      broken.push(
        `${answer.status} ${endpoint.id}: ${request.method} ${request.address.slice(0, 300)} ${request.body?.slice(0, 300)}`,
      );
    },
    /** That nothing was made for an endpoint, because what others did was in the way. */
    unmade: (endpoint: HostEndpoint, why: unknown) => void missing.set(endpoint.id, String(why)),
    missing,
    isTaken: (endpoint: HostEndpoint) => taken.has(nameOf(endpoint)),
    /** The endpoints on whose answers one has waited longest so far, in ms for each. */
    slowest: (most: number) =>
      [...spent]
        .sort(([, one], [, other]) => other - one)
        .slice(0, most)
        .map(([name, ms]) => `${name} ${Math.round(ms / (asked.get(name) ?? 1))} ms`)
        .join(', '),
    told: (): Told => ({
      asked: Object.fromEntries(asked),
      taken: Object.fromEntries(taken),
      statuses: Object.fromEntries(statuses),
      spent: Object.fromEntries(spent),
      missing: Object.fromEntries(missing),
      broken,
    }),
    /** Adds what another has been told. */
    count(told: Told): void {
      addAll(asked, told.asked);
      addAll(taken, told.taken);
      addAll(statuses, told.statuses);
      addAll(spent, told.spent);
      for (const [id, why] of Object.entries(told.missing)) missing.set(id, why);
      broken.push(...told.broken);
    },
  };
}

/** Whether the endpoint did what it was asked for; some of them lead on to a page. */
export const isTaken = (status: number) => status >= 200 && status < 400;

/** Whether the host is at fault, and not a provider: then the answer says so. */
function isFault(answer: { readonly status: number; readonly text: string }): boolean {
  const isAnswered = answer.status >= 200 && answer.status < 500;
  return !isAnswered && !reasonOf(answer).startsWith('provider_');
}

const WARNING = 40;

/** What went wrong behind the answers: statements that the database would not take, as the log tells them. */
export function failuresIn(logs: readonly string[]): readonly string[] {
  return logs.filter(
    (line) => line.includes('"type":"DatabaseError"') && JSON.parse(line).level >= WARNING,
  );
}

export const nameOf = ({ method, path }: HostEndpoint): string => `${method} ${path}`;

type Spread = readonly [readonly [number, number], ...(readonly [number, number])[]];

/** How many requests the endpoints of now have had, the fewest first, and how many of them have had so many. */
export function spreadOf(asked: readonly (readonly [string, number])[]): Spread {
  const had = new Map(asked);
  const spread = new Map<number, number>();
  for (const endpoint of everyEndpoint) add(spread, had.get(nameOf(endpoint)) ?? 0, 1);
  const [fewest = [0, 0], ...more] = [...spread].sort(([one], [other]) => one - other);
  return [fewest, ...more];
}

function addAll(to: Map<string, number>, more: Counts): void {
  for (const [name, times] of Object.entries(more)) add(to, name, times);
}

function add<Key>(to: Map<Key, number>, key: Key, more: number): void {
  to.set(key, (to.get(key) ?? 0) + more);
}
