import * as serviceEndpoints from '@kontor/protocol/kontor/service';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument, flag } from '../../inputs.ts';

export const createService = command({
  args: z.strictObject({ name: argument('What the platform is called.') }),
  options: z.strictObject({
    signsPeopleIn: flag(
      'Its ids of people are the subjects of the identity provider that people arrive from.',
    ),
  }),
  details: 'For operators. The platform calls with tokens, which are made next.',
  examples: ["kontor services create 'Blue Cloud' --signs-people-in"],
  output: serviceEndpoints.createService.responses[201],
  run: async ({ args, options }, session) => {
    const { body } = await session.call(serviceEndpoints.createService, {
      body: { name: args.name, signsPeopleIn: options.signsPeopleIn },
    });
    const { service } = body;
    return { data: { service }, text: [`Created the service ${service.name} (${service.id}).`] };
  },
});
