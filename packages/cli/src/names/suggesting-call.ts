import type { AnyInput } from '@kontor/protocol';
import { CliError } from '../cli-error.ts';
import type { Call, Listen } from '../host/endpoint-types.ts';

/**
 * A call that says more about a name the host does not know: it asks the host what there is, where the
 * refusal does not tell, and adds what was probably meant.
 */
export function suggestingCall(call: Call): Call {
  const suggesting = async (
    endpoint: Parameters<Call>[0],
    input: AnyInput,
    listen?: Listen,
  ): Promise<Awaited<ReturnType<Call>>> => {
    try {
      return await call(endpoint, input as never, listen);
    } catch (error) {
      if (!(error instanceof CliError && isUnknownName(error))) throw error;
      // the lists of the host are loaded only when one is needed
      const { withCandidates } = await import('./with-candidates.ts');
      throw await withCandidates(call, error, input);
    }
  };
  return suggesting as Call;
}

function isUnknownName({ code }: CliError): boolean {
  return code.endsWith('_not_found') || code === 'billing_plan_unavailable';
}
