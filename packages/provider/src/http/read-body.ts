import { ProviderError } from '../provider-error.ts';

/** Reads a request's body as text, and no more of it than `maxBytes`. */
export async function readBody(request: Request, maxBytes: number): Promise<string> {
  const stated = Number(request.headers.get('content-length') ?? 0);
  if (stated > maxBytes) throw tooLarge(maxBytes);
  if (request.body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(cutOff);
    if (done) return textOf(chunks, size);
    size += value.byteLength;
    chunks.push(value);
    if (size > maxBytes) {
      await reader.cancel();
      throw tooLarge(maxBytes);
    }
  }
}

function textOf(chunks: readonly Uint8Array[], size: number): string {
  const bytes = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.byteLength;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ProviderError('validation_error', 'The body is not UTF-8.');
  }
}

/** Whoever hung up hears nothing of it; it is no failure of the provider. */
function cutOff(cause: unknown): never {
  throw new ProviderError('validation_error', 'The body broke off.', { cause });
}

function tooLarge(maxBytes: number): ProviderError {
  return new ProviderError('body_too_large', `The body is larger than ${maxBytes} bytes.`);
}
