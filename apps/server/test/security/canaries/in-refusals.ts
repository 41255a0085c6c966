import type { HostEndpoint } from '@kontor/protocol';
import { expect, test } from 'vitest';
import { everyEndpoint } from '../../isolation/endpoints.ts';
import { send } from '../../isolation/matrix.ts';
import { placesOf } from '../../isolation/places.ts';
import { requestFor } from '../../isolation/requests.ts';
import { rightfulTokens } from '../../isolation/rightful.ts';
import { nameOf, tapStatements } from '../../world/statements.ts';
import { HOST_NAME } from '../../world/world.ts';
import type { Ground } from './ground.ts';

export function inRefusals(given: () => Ground): void {
  test('in what is answered to what is wrong, and in what is logged when the database fails', async () => {
    const { world, theirs, plant, foundIn, expectNothing } = given();
    const places = placesOf(theirs);
    const tokenFor = rightfulTokens(world, theirs);
    const way = 'a value in a request that fails';
    const told: string[] = [];
    const ask = async (endpoint: HostEndpoint, body: unknown) => {
      const whole = requestFor(endpoint, places);
      const request = { ...whole, body: JSON.stringify(body) };
      const { status, text } = await send(world.url, request, tokenFor(endpoint));
      if (status >= 400) told.push(`${endpoint.id}: ${text}`);
      return status;
    };
    const value = plant(way);
    const changes = everyEndpoint.filter(({ method, request }) => request && method !== 'DELETE');
    const before = world.logs.length;
    const fails = tapStatements((text, client) =>
      nameOf(client) === HOST_NAME && /^\s*(?:insert|update|with)\b/i.test(text)
        ? `${text} this is no SQL`
        : text,
    );
    const statuses = new Map<number, number>();
    for (const endpoint of changes) {
      const right = JSON.parse(requestFor(endpoint, places).body ?? '{}');
      const status = await ask(endpoint, withText(right, value));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    fails();
    const refused = new Set<number>();
    for (const endpoint of changes) {
      const right = JSON.parse(requestFor(endpoint, places).body ?? '{}');
      for (const wrong of spoilt(right, value)) refused.add(await ask(endpoint, wrong));
    }

    expect([...refused]).toContain(400);
    expect(statuses.get(500) ?? 0).toBeGreaterThan(20);
    expect(told.filter((each) => foundIn(each).length > 0)).toEqual([]);
    expectNothing('answers to what is wrong', told);
    expectNothing('lines of the log about what failed', world.logs.slice(before));
  });
}

/** Bodies with something in them that their schema refuses: one more name, and each value as another kind. */
function spoilt(body: unknown, value: string): readonly unknown[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [[value]];
  const another = (was: unknown) => (Array.isArray(was) ? { unheardOf: value } : [value]);
  return [
    { ...body, unheardOf: value },
    ...Object.entries(body).map(([name, was]) => ({ ...body, [name]: another(was) })),
  ];
}

/** With the value in it wherever a text has no form of its own. */
function withText(body: unknown, value: string): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const free = ['value', 'secret', 'password', 'token', 'clientSecret', 'callbackSecret', 'text'];
  const filled = (name: string, inside: unknown) =>
    free.includes(name) && typeof inside === 'string' ? value : withText(inside, value);
  return Object.fromEntries(
    Object.entries(body).map(([name, inside]) => [name, filled(name, inside)]),
  );
}
