import type { EndpointId } from './call.ts';

/** What an endpoint will answer once a change is made, shown before the host has said so. */
export type Foreseen = {
  readonly endpoint: EndpointId;
  readonly turn: (answer: unknown) => unknown;
};

/** What is foreseen, as long as the host has not answered. */
const standing = new Set<Foreseen>();

/** Lets it stand until it is ended: what is read meanwhile may be of before the change. Answers how to end it. */
export function stand(foreseen: readonly Foreseen[]): () => void {
  for (const each of foreseen) standing.add(each);
  return () => {
    for (const each of foreseen) standing.delete(each);
  };
}

/** An answer as it will be once all that is foreseen of its endpoint is so. */
export function asForeseen<Answer>(endpoint: EndpointId, answer: Answer): Answer {
  return [...standing]
    .filter((each) => each.endpoint === endpoint)
    .reduce((shown, { turn }) => turn(shown) as Answer, answer);
}
