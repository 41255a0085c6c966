const texts = new WeakMap<object, Buffer>();

/** Writes a body out once, where it is answered often. */
export function prepareJson<Body extends object>(body: Body): Body {
  texts.set(body, Buffer.from(JSON.stringify(body)));
  return body;
}

/** What was written of a body, if it was prepared. */
export function preparedJson(body: object): Buffer | undefined {
  return texts.get(body);
}

export function isPrepared(body: unknown): body is object {
  return typeof body === 'object' && body !== null && texts.has(body);
}
