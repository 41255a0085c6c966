import type { ConnectionPreview } from '@kontor/protocol/kontor';
import type { Line } from '../../output/line.ts';
import { table } from '../../output/table.ts';

/** The variables that a connection brings, each with the environments it is in. */
export function previewLines({ environments }: ConnectionPreview): Line[] {
  const rows = environments.flatMap(({ environment, variables }) =>
    variables.map(({ name, secretName }) => ({ name, secretName, environment })),
  );
  const byName = Map.groupBy(rows, ({ name, secretName }) => JSON.stringify([name, secretName]));
  if (byName.size === 0) return ['The resource has no secrets yet, so there are no variables.'];
  return table(
    ['VARIABLE', 'SECRET', 'ENVIRONMENTS'],
    [...byName.values()].map((same) => [
      same[0]?.name ?? '',
      same[0]?.secretName ?? '',
      same.map(({ environment }) => environment).join(', '),
    ]),
  );
}

/** What somebody should think twice about: names that front-end tools put into pages. */
export function warningLines({ warnings }: ConnectionPreview): string[] {
  return warnings.map(
    ({ name, cause }) =>
      `warning: ${name} is public: front-end tools put it into pages, where anyone can read it${cause === 'prefix' ? '. The prefix makes it so' : ''}.`,
  );
}
