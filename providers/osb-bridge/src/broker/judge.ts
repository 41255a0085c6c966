import * as z from 'zod';

/** What was asked of a broker, as far as its answers mean different things. */
export type Asked = 'provision' | 'update' | 'deprovision' | 'bind' | 'unbind';

/** What came back: an answer, or nothing in time, or it was never sent. */
export type Response =
  | { readonly kind: 'answer'; readonly status: number; readonly body: unknown }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'not-sent'; readonly reason: string };

/** Why a broker refuses, in its own words; `description` is for people. */
export type Refusal = {
  readonly status: number;
  readonly error: string | undefined;
  readonly description: string | undefined;
};

export type Outcome =
  | { readonly kind: 'done'; readonly body: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'started';
      readonly operation: string | undefined;
      readonly body: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'gone' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      /** Whether something may be there now that nobody knows of, and has to be deleted. */
      readonly isOrphan: boolean;
    };

const object = z.record(z.string(), z.unknown());
const started = z.looseObject({ operation: z.string().max(10_000).nullish() });
const refusal = z.looseObject({ error: z.string().optional(), description: z.string().optional() });

/** What an answer must hold to be understood. */
const wellFormed: Record<Asked, z.ZodType<Record<string, unknown>>> = {
  provision: z.looseObject({ dashboard_url: z.string().nullish() }),
  update: z.looseObject({ dashboard_url: z.string().nullish() }),
  deprovision: object,
  bind: z.looseObject({ credentials: object.nullish() }),
  unbind: object,
};

/**
 * What an answer of a broker means, and whether an orphan may have been left behind.
 *
 * @see the table of orphan mitigation in the Open Service Broker API
 */
export function judge(asked: Asked, response: Response): Outcome {
  const makes = asked === 'provision' || asked === 'bind';
  const deletes = asked === 'deprovision' || asked === 'unbind';
  if (response.kind === 'not-sent') return failed(response.reason, false);
  if (response.kind === 'timeout') return failed('The broker did not answer in time.', makes);
  const { status, body } = response;
  if (status === 200 || status === 201) {
    // what is gone is gone, whatever is said about it
    const read = wellFormed[asked].safeParse(body ?? (deletes ? {} : body));
    if (status === 201 && !makes) return failed('The broker answered with 201.', deletes);
    if (read.success) return { kind: 'done', body: read.data };
    return failed(`The broker answered ${status} with something else.`, status === 201);
  }
  if (status === 202) {
    const read = started.safeParse(body ?? {});
    if (!read.success) return failed('The broker began something that it does not name.', makes);
    return { kind: 'started', operation: read.data.operation ?? undefined, body: read.data };
  }
  if (status === 410 && deletes) return { kind: 'gone' };
  if (status >= 400 && status < 500) {
    const { error, description } = refusal.safeParse(body).data ?? {};
    return { kind: 'refused', refusal: { status, error, description } };
  }
  return failed(`The broker answered with ${status}.`, asked !== 'update');
}

function failed(reason: string, isOrphan: boolean): Outcome {
  return { kind: 'failed', reason, isOrphan };
}

/** How an operation that was started goes. */
export type Progress =
  | { readonly state: 'in progress'; readonly description: string | undefined }
  | { readonly state: 'succeeded' }
  | { readonly state: 'failed'; readonly description: string | undefined };

const lastOperation = z.looseObject({
  state: z.enum(['in progress', 'succeeded', 'failed']),
  description: z.string().nullish(),
});

/**
 * What an answer about an operation means: that it is gone is the success of a deletion, and anything
 * that is not understood is asked again.
 */
export function judgeProgress(of: 'making' | 'deleting', response: Response): Progress {
  const goesOn = { state: 'in progress', description: undefined } as const;
  if (response.kind !== 'answer') return goesOn;
  const { status, body } = response;
  if (status === 410 && of === 'deleting') return { state: 'succeeded' };
  const read = lastOperation.safeParse(body);
  if (status !== 200 || !read.success) return goesOn;
  return { state: read.data.state, description: read.data.description ?? undefined };
}
