import { CompressibleText } from './compressible-text.ts';

export type PreparedText = Pick<CompressibleText, 'plain'>;

const texts = new WeakMap<object, PreparedText>();

/** Writes a body out once, where it is answered often. One that holds secrets is not compressible. */
export function prepareJson<Body extends object>(
  body: Body,
  { isCompressible = false }: { readonly isCompressible?: boolean } = {},
): Body {
  const text = JSON.stringify(body);
  texts.set(body, isCompressible ? new CompressibleText(text) : { plain: Buffer.from(text) });
  return body;
}

/** What was written of a body, if it was prepared. */
export function preparedJson(body: object): PreparedText | undefined {
  return texts.get(body);
}

export function isPrepared(body: unknown): body is object {
  return typeof body === 'object' && body !== null && texts.has(body);
}
