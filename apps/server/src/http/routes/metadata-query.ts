import { ok, type Refusal, type Result, refuse } from '@kontor/core';
import { type Metadata, metadata } from '@kontor/protocol/vocabulary';

/** Reads metadata that stands as JSON text in a query. @see spec/platform-api.md §3.5 */
export function readMetadataQuery(text: string | undefined): Result<Metadata | undefined, Refusal> {
  if (text === undefined) return ok(undefined);
  const parsed = metadata.safeParse(jsonOf(text));
  if (parsed.success) return ok(parsed.data);
  return refuse('invalid_request', 'The query parameter metadata must be a JSON object in text.', {
    fields: [{ key: 'metadata', message: 'a JSON object such as {"region":"fra1"}' }],
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
