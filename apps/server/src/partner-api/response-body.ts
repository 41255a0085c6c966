import type { IncomingHttpHeaders } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { hidden } from './redact.ts';

/** What a body turned out to be. Nothing here is trusted yet. */
export type ResponseBody =
  /** Nothing, or a bare word such as `OK` or `null`, which says no more than the status does. */
  | { readonly kind: 'none'; readonly text: string }
  | { readonly kind: 'json'; readonly value: unknown }
  /** A web page, JSON that breaks off, or an encoding that was not asked for. */
  | { readonly kind: 'broken'; readonly text: string }
  /** More than `maxBytes` once it is decompressed; the rest was not decompressed. */
  | { readonly kind: 'too_large' };

/**
 * Decompresses and reads a body. No content type is believed: providers send JSON as text and text as
 * HTML. Only a stream of JSON values is told by its type, and becomes an array of them.
 *
 * `withheld` is what a provider was entrusted with and has no reason to repeat, such as the token of the
 * call: an echo of it goes no further than here, into no message and no record.
 *
 * @see spec/partner-api.md §2, §4.11
 */
export async function readBody(
  bytes: Buffer,
  headers: IncomingHttpHeaders,
  { maxBytes, withheld }: { readonly maxBytes: number; readonly withheld: readonly string[] },
): Promise<ResponseBody> {
  const plain = await decompress(bytes, headers['content-encoding'], maxBytes);
  if (plain === 'too_large') return { kind: 'too_large' };
  if (plain === 'unreadable') return { kind: 'broken', text: '' };
  const text = withhold(new TextDecoder().decode(plain).trim(), withheld);
  return jsonStream.test(headers['content-type'] ?? '') ? readStream(text) : readDocument(text);
}

function withhold(text: string, withheld: readonly string[]): string {
  return withheld.reduce((rest, secret) => rest.replaceAll(secret, hidden), text);
}

const jsonStream = /\b(jsonl|jsonlines|ndjson|json-seq)\b/i;

function readDocument(text: string): ResponseBody {
  const value = parse(text);
  if (typeof value === 'object' && value !== null) return { kind: 'json', value };
  if (/^[[{<]/.test(text)) return { kind: 'broken', text };
  return {
    kind: 'none',
    text: typeof value === 'string' ? value : value === undefined ? text : '',
  };
}

function readStream(text: string): ResponseBody {
  const value = parseConcatenated(text.replaceAll('\u001e', '\n'));
  return value ? { kind: 'json', value } : { kind: 'broken', text };
}

/** Objects and arrays one after the other, with or without line ends; arrays are joined. */
function parseConcatenated(text: string): unknown[] | undefined {
  const values: unknown[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of text.matchAll(jsonTokens)) {
    if (token === '{' || token === '[') {
      if (depth === 0) start = index;
      depth += 1;
    } else if (token === '}' || token === ']') {
      depth -= 1;
      if (depth > 0) continue;
      const value = parse(text.slice(start, index + 1));
      if (value === undefined) return undefined;
      values.push(value);
    } else if (depth === 0) {
      return undefined;
    }
  }
  return depth === 0 ? values.flat() : undefined;
}

/** Brackets, whole strings, and whatever else is not space. */
const jsonTokens = /[{}[\]]|"(?:[^"\\]|\\.)*"|[^\s{}[\]"]+|"/g;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function decompress(
  bytes: Buffer,
  encoding: string | undefined,
  maxOutputLength: number,
): Promise<Buffer | 'too_large' | 'unreadable'> {
  try {
    switch (encoding?.trim().toLowerCase()) {
      case undefined:
      case '':
      case 'identity':
        return bytes;
      case 'gzip':
      case 'x-gzip':
        return await promisify(gunzip)(bytes, { maxOutputLength });
      case 'br':
        return await promisify(brotliDecompress)(bytes, { maxOutputLength });
      case 'deflate':
        // Servers disagree on whether the word means the zlib format or the bare stream.
        return await promisify(startsAsZlib(bytes) ? inflate : inflateRaw)(bytes, {
          maxOutputLength,
        });
      default:
        return 'unreadable';
    }
  } catch (error) {
    const isTooLarge =
      error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLarge ? 'too_large' : 'unreadable';
  }
}

function startsAsZlib(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0x0f) === 8;
}
