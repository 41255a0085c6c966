import * as z from 'zod';

/** What could be understood of a refusing answer. Nothing in it is certain to be there. */
export type StatedRefusal = {
  readonly code?: string | undefined;
  /** For whoever runs the provider or the host. */
  readonly message?: string | undefined;
  /** For the customer. */
  readonly userMessage?: string | undefined;
  /** A web page where the customer can mend it. */
  readonly userUrl?: string | undefined;
  readonly fields: readonly { readonly key: string; readonly message?: string | undefined }[];
};

/** The longest text taken over from an answer that follows no schema, in characters. */
const plainTextMaxLength = 500;

/**
 * Reads a provider's refusal as far as it can be read: the protocol's error body, `{"error": "text"}`,
 * `{"error": true, "code": …}`, plain text, or nothing at all. It never fails.
 *
 * @param body the parsed JSON, or the text where it is no JSON
 * @see spec/partner-api.md §2
 */
export function readRefusal(body: unknown): StatedRefusal {
  if (typeof body === 'string') return { message: shortened(body), fields: [] };
  const { error, code, message } = outer.parse(body);
  const inner = envelope.parse(error);
  return {
    code: inner.code ?? code,
    message: inner.message ?? message ?? (typeof error === 'string' ? shortened(error) : undefined),
    userMessage: inner.user?.message,
    userUrl: inner.user?.url,
    fields: inner.fields ?? [],
  };
}

const text = z.string().min(1).optional().catch(undefined);

const outer = z
  .object({ error: z.unknown().optional(), code: text, message: text })
  .catch({ error: undefined, code: undefined, message: undefined });

const user = z.object({
  message: text,
  url: z
    .string()
    .regex(/^https?:\/\//)
    .optional()
    .catch(undefined),
});

const envelope = z
  .object({
    code: text,
    message: text,
    user: user.optional().catch(undefined),
    fields: z
      .array(z.object({ key: z.string(), message: text }))
      .optional()
      .catch(undefined),
  })
  .catch({ code: undefined, message: undefined, user: undefined, fields: undefined });

function shortened(plain: string): string | undefined {
  const trimmed = plain.trim();
  return trimmed === '' ? undefined : trimmed.slice(0, plainTextMaxLength);
}
