import { kontorEndpoints, type Operation } from '@kontor/protocol/kontor';
import { TEAM, type Tour } from '../tour.ts';

const LONGEST_WAIT_S = 25;

/** Waits for the end of an operation, which must be a success. */
export async function succeed({ call, check }: Tour, begun: Operation): Promise<void> {
  let operation = begun;
  while (operation.status === 'running') {
    const { body } = await call(kontorEndpoints.getOperation, {
      params: { team: TEAM, operation: operation.id },
      query: { wait: LONGEST_WAIT_S },
    });
    operation = body.operation;
  }
  check(`the operation "${operation.kind}" succeeded`, operation.status, 'succeeded');
}
