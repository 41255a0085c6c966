/** Who does something: always somebody, the host itself included. */
export type Actor =
  | {
      readonly kind: 'person';
      readonly userId: string;
      readonly tokenId?: string;
      /** The platform's service that acted for them. */
      readonly serviceId?: string;
      /** The agent that acted for them, by the name that its token has. */
      readonly agent?: string;
    }
  | { readonly kind: 'machine'; readonly tokenId: string }
  | { readonly kind: 'service'; readonly serviceId: string; readonly tokenId: string }
  | { readonly kind: 'provider'; readonly installationId: string }
  | { readonly kind: 'system' };

/** The id that stands for an actor where only one is kept; null for the host itself. */
export function idOfActor(actor: Actor): string | null {
  switch (actor.kind) {
    case 'person':
      return actor.userId;
    case 'machine':
      return actor.tokenId;
    case 'service':
      return actor.serviceId;
    case 'provider':
      return actor.installationId;
    case 'system':
      return null;
  }
}
