import type { HostEndpoint } from '@kontor/protocol';
import * as fc from 'fast-check';
import { parametersOf } from '../isolation/endpoints.ts';
import type { Places } from '../isolation/places.ts';
import { filledPath, type Request } from '../isolation/requests.ts';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Values that have broken programs before, beside whatever JSON there can be. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(
    ...[null, true, false, 0, -1, 0.1, 2 ** 31, 2 ** 53, -(2 ** 63), 1e308],
    ...['', ' ', '\u0000', '\ud800', '\u202e', '%', '__proto__', 'constructor', '../..', "';--"],
    ...[
      '1e999',
      '-0',
      '9'.repeat(400),
      '9999-99-99',
      '2026-02-30T25:00:00Z',
      '\u{1f4a5}'.repeat(300),
    ],
    'x'.repeat(20_000),
    {},
    [],
    [[[[[[]]]]]],
    { constructor: { prototype: { isAdmin: true } } },
    Array.from({ length: 300 }, (_, index) => index),
  ),
  fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>,
);

/** A right request, or one with one thing in it as nobody would send it. */
export function disturbed(
  endpoint: HostEndpoint,
  { request: whole, places }: { readonly request: Request; readonly places: Places },
): fc.Arbitrary<Request> {
  const kinds: fc.Arbitrary<Request>[] = [fc.constant(whole), oddQuery(endpoint, whole)];
  if (parametersOf(endpoint).length > 0) kinds.push(oddPath(endpoint, places, whole));
  if (whole.body !== undefined) kinds.push(oddBody(whole), oddBody(whole), brokenText(whole));
  return fc.oneof(...kinds);
}

/** What has to be another one each time, or only the first request would come further than to that. */
const CALLED = ['name', 'slug', 'key', 'email'];

/** The same with other names for what it makes, where those are still as they were. */
export function calledOtherwise(request: Request, which: number): Request {
  if (which === 0 || request.method !== 'POST' || request.body?.startsWith('{"') !== true) {
    return request;
  }
  try {
    const renamed = Object.entries(JSON.parse(request.body) as object).map(([name, value]) =>
      CALLED.includes(name) && /^[\w@.-]{1,40}$/.test(value)
        ? [name, name === 'email' ? `${which}${value}` : `${value}${which}`]
        : [name, value],
    );
    return { ...request, body: JSON.stringify(Object.fromEntries(renamed)) };
  } catch {
    // a text that was cut off is sent so
    return request;
  }
}

function oddPath(endpoint: HostEndpoint, places: Places, whole: Request): fc.Arbitrary<Request> {
  const [, query] = whole.address.split('?');
  return fc.tuple(fc.constantFrom(...parametersOf(endpoint)), odd).map(([name, value]) => {
    const path = filledPath(endpoint.path, (asked) =>
      asked === name ? textOf(value).slice(0, 2_000) || '-' : places(asked, endpoint),
    );
    return { ...whole, address: query === undefined ? path : `${path}?${query}` };
  });
}

function oddQuery({ query }: HostEndpoint, whole: Request): fc.Arbitrary<Request> {
  const names = ['unheardOf', '__proto__', ...Object.keys(query?.shape ?? {})];
  return fc
    .tuple(fc.constantFrom(...names), fc.array(odd, { minLength: 1, maxLength: 2 }))
    .map(([name, values]) => {
      const [path, before = ''] = whole.address.split('?');
      const given = new URLSearchParams(before);
      given.delete(name);
      for (const value of values) given.append(name, textOf(value).slice(0, 2_000));
      return { ...whole, address: `${path}?${given}` };
    });
}

function oddBody(whole: Request): fc.Arbitrary<Request> {
  const body = JSON.parse(whole.body ?? 'null') as Json;
  return fc
    .tuple(fc.constantFrom(...placesIn(body)), fc.option(odd, { nil: undefined, freq: 8 }))
    .map(([path, value]) => ({ ...whole, body: JSON.stringify(withAt(body, path, value)) ?? '' }));
}

/** Made once: to make it takes longer than to draw from it. */
const anyText = fc.string({ unit: 'binary', maxLength: 40 });

function brokenText(whole: Request): fc.Arbitrary<Request> {
  const text = whole.body ?? '';
  return fc.oneof(
    fc.nat(text.length).map((at) => ({ ...whole, body: text.slice(0, at) })),
    anyText.map((body) => ({ ...whole, body })),
    fc.constant({ ...whole, body: `${'['.repeat(5_000)}` }),
  );
}

type Path = readonly (string | number)[];

/** Every place in a value, the value itself, and one more name of each object. */
function placesIn(value: Json, at: Path = []): Path[] {
  if (Array.isArray(value)) {
    return [at, ...value.flatMap((each, index) => placesIn(each, [...at, index]))];
  }
  if (typeof value !== 'object' || value === null) return [at];
  const inside = Object.entries(value).flatMap(([name, each]) => placesIn(each, [...at, name]));
  return [at, [...at, 'unheardOf'], ...inside];
}

/** With another value there, or without that place where the value is undefined. */
function withAt(value: Json, [next, ...rest]: Path, put: Json | undefined): Json | undefined {
  if (next === undefined) return put;
  if (Array.isArray(value)) {
    return value.flatMap((each, index) =>
      index === next ? (withAt(each, rest, put) ?? []) : [each],
    );
  }
  const inside = (value as Record<string, Json> | null)?.[next] ?? null;
  const changed = withAt(inside, rest, put);
  const others = Object.entries(value ?? {}).filter(([name]) => name !== next);
  return Object.fromEntries(changed === undefined ? others : [...others, [String(next), changed]]);
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value);
}
