import * as serviceEndpoints from '@kontor/protocol/kontor/service';
import * as z from 'zod';
import { command } from '../../command.ts';
import { day } from '../../output/day.ts';
import { table } from '../../output/table.ts';
import { servicesOf } from './find-service.ts';

export const listServices = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  examples: ['kontor services list'],
  output: serviceEndpoints.listServices.responses[200],
  run: async (_inputs, session) => {
    const services = await servicesOf(session);
    return {
      data: { services },
      text:
        services.length === 0
          ? ['There are no services.']
          : table(
              ['NAME', 'SIGNS PEOPLE IN', 'CREATED', 'ID'],
              services.map(({ id, name, signsPeopleIn, createdAt }) => [
                name,
                signsPeopleIn ? 'yes' : 'no',
                day(createdAt),
                id,
              ]),
            ),
    };
  },
});
