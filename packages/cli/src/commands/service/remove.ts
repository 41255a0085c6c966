import * as serviceEndpoints from '@kontor/protocol/kontor/service';
import * as z from 'zod';
import { command } from '../../command.ts';
import { findService, serviceArgument } from './find-service.ts';

export const removeService = command({
  args: z.strictObject({ ...serviceArgument }),
  options: z.strictObject({}),
  details: 'For operators. Its tokens end at once, and its teams stay.',
  examples: ["kontor services remove 'Blue Cloud'"],
  output: z.object({ removed: serviceEndpoints.createService.responses[201].shape.service }),
  run: async ({ args }, session) => {
    const service = await findService(session, args.service);
    await session.ask.toConfirm({
      message: `End ${service.name}? All its tokens stop working at once.`,
    });
    await session.call(serviceEndpoints.deleteService, { params: { service: service.id } });
    return { data: { removed: service }, text: [`Ended ${service.name} (${service.id}).`] };
  },
});
