import type { TokenVerifier } from '@kontor/signatures';
import { authenticate } from './authenticate.ts';
import { authorise } from './authorise.ts';
import { type HostAccess, hostOfCall } from './host-of-call.ts';
import { parseBody } from './http/parse-body.ts';
import { readBody } from './http/read-body.ts';
import type { Router } from './http/router.ts';
import { emptyAnswer, headersFor, responseOf, writeJson } from './http/written-answer.ts';
import { keyedCallOf } from './idempotency/keyed-call.ts';
import type { Claim, Once } from './idempotency/once.ts';
import { linesContentType, recordedStream } from './idempotency/recorded-stream.ts';
import type { AnyCall, Operation, PartnerOperationId } from './operation.ts';
import { ProviderError } from './provider-error.ts';

export type AnswerCallOptions = {
  readonly route: Router;
  readonly verifier: TokenVerifier;
  readonly once: Once;
  readonly requiresAdmin: (operation: PartnerOperationId) => boolean;
  readonly maxBodyBytes: number;
  readonly host: HostAccess;
  readonly onError: (error: unknown) => void;
};

/** Answers one call of the host, or throws: a `ProviderError` to refuse it, anything else when it fails. */
export function answerCall(options: AnswerCallOptions): (request: Request) => Promise<Response> {
  const { route, verifier, once, onError } = options;

  return async (request) => {
    const { pathname, searchParams: query } = new URL(request.url);
    const { operation, parameters } = route(request.method, pathname);
    const { endpoint } = operation;
    if (!operation.run) {
      throw new ProviderError('not_found', `This provider does not offer ${endpoint.id}.`);
    }
    const caller = await authenticate(verifier, request.headers);
    const requiresAdmin = endpoint.method !== 'GET' && options.requiresAdmin(endpoint.id);
    authorise(caller, { endpoint, parameters, requiresAdmin });
    const text = endpoint.request ? await readBody(request, options.maxBodyBytes) : '';
    const body = parseBody(endpoint, text);
    const keyed = await keyedCallOf(request.headers, { endpoint, parameters, body });
    const turn = keyed && (await once(keyed));
    if (turn?.kind === 'repeat') return responseOf(turn.answer);
    const host = hostOfCall(options.host, { endpoint, parameters, body });
    const { idempotencyKey } = keyed ?? {};
    const { signal } = request;
    const call = { parameters, query, body, caller, idempotencyKey, host, signal };
    return answeredBy(operation, { call, claim: turn?.claim, onError });
  };
}

type Run = {
  readonly call: AnyCall;
  readonly claim: Claim | undefined;
  readonly onError: (error: unknown) => void;
};

/** Runs the handler, and lets repeats have its answer; what it throws is not kept. */
async function answeredBy(operation: Operation, { call, claim, onError }: Run): Promise<Response> {
  try {
    const answer = await operation.run?.(call);
    if (answer?.kind === 'lines') {
      const stream = recordedStream(answer.lines, claim, onError);
      return new Response(stream, { headers: headersFor(linesContentType) });
    }
    const written = answer?.kind === 'json' ? writeJson(operation, answer) : emptyAnswer;
    // the thing is done, so it is answered even where the answer cannot be kept
    await claim?.finish(written).catch(onError);
    return responseOf(written);
  } catch (error) {
    await claim?.abandon().catch(onError);
    throw error;
  }
}
