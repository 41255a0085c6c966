import type { Resource } from '@kontor/protocol/kontor';
import { type Pulled, pullEnvironment } from '../command-line.ts';
import { findRefusal, runSql } from '../database.ts';
import type { Tour } from '../tour.ts';
import { PREFIX, valuesIn } from './connection.ts';

const ADDRESS = `${PREFIX}_DATABASE_URL`;
const WEB = { project: 'web', environment: 'production' };
const WRONG_PASSWORD = ['28P01', '28000'];
const ROW = { id: 1, text: 'Kontor was here' };

/** Pulls the variables of production with the real command line. */
export function pull(tour: Tour): Promise<Pulled['variables']> {
  return tour.step(
    'Pull the variables',
    'The command line writes the environment into a file for local use.',
    async () => {
      const { variables, mode } = await pullEnvironment(tour, WEB);
      tour.check('only its owner can read the file', mode, '600');
      tour.check(`it has ${ADDRESS}`, addressIn(variables).startsWith('postgres://'), true);
      return variables;
    },
  );
}

/** Works with the database, as an application would. */
export function useDatabase(tour: Tour, variables: Pulled['variables']): Promise<void> {
  return tour.step(
    'Use the database',
    `An application opens ${ADDRESS} and finds a database of its own.`,
    async () => {
      const rows = await runSql(tour, addressIn(variables), [
        'create table visit (id int primary key, text text not null)',
        `insert into visit values (${ROW.id}, '${ROW.text}')`,
        'select id, text from visit',
      ]);
      tour.check('what was written is read', rows, [ROW]);
    },
  );
}

/** Has the provider change the password. Answers the variables as they are then. */
export function rotate(
  tour: Tour,
  {
    resource,
    installation,
    before,
  }: { resource: Resource; installation: string; before: Pulled['variables'] },
): Promise<Pulled['variables']> {
  return tour.step(
    'The provider changes the password',
    'Its administrator rotates the password. The provider hands the new secrets to the host, which puts them into every connected environment; only then does the former password end.',
    async () => {
      const path = `/admin/installations/${installation}/resources/${resource.externalId}/rotate-password`;
      const { status } = await tour.askProvider(path, { overlapHours: 0 });
      tour.check('the provider has rotated it', status, 200);
      const { variables: after } = await pullEnvironment(tour, WEB);
      tour.check('the value has changed', addressIn(after) !== addressIn(before), true);
      const names = Object.keys(before).sort();
      tour.check('under the same names', Object.keys(after).sort(), names);
      tour.check('preview follows, too', await valuesIn(tour, 'web', 'preview'), after);
      const rows = await runSql(tour, addressIn(after), ['select id, text from visit']);
      tour.check('the new address opens the same database', rows, [ROW]);
      const code = await findRefusal(tour, addressIn(before));
      tour.check('the former password is refused', WRONG_PASSWORD.includes(code), true);
      return after;
    },
  );
}

export function addressIn(variables: Pulled['variables']): string {
  return variables[ADDRESS] ?? '';
}
