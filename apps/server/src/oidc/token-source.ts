import type { PartnerRole } from '@kontor/protocol/vocabulary';
import type { userClaims } from '@kontor/signatures';

/** Whom a user token is about. */
export type TokenSubject = {
  readonly integrationId: string;
  readonly installationId: string;
  readonly teamId: string;
  /** A person, or a machine token: whatever it is, it gets a pairwise id. */
  readonly userId: string;
  readonly role: PartnerRole;
  readonly email: string;
  readonly name: string;
};

/** What a project token is about. */
export type ProjectSubject = {
  readonly team: { readonly id: string; readonly slug: string };
  readonly project: { readonly id: string; readonly name: string };
  readonly environment: string;
};

/** What an id token says of one sign-on alone. */
export type ToldOnce = {
  readonly nonce?: string | undefined;
  /** When the person signed in at the host. */
  readonly signedInAt?: Date | undefined;
};

/** What single sign-on tells a provider of a person. @see spec/tokens.md */
export type IdTokenSource = {
  readonly idToken: (subject: TokenSubject, told?: ToldOnce) => Promise<string>;
  /** What that token says, where it is asked for again. */
  readonly claimsOf: (subject: TokenSubject) => ReturnType<typeof userClaims>;
};

/** Tokens that the host signs for its calls to providers. @see spec/partner-api.md §3 */
export type TokenSource = {
  readonly userToken: (subject: TokenSubject) => Promise<string>;
  readonly systemToken: (subject: {
    readonly integrationId: string;
    readonly installationId: string | null;
    readonly teamId: string | null;
  }) => Promise<string>;
};
