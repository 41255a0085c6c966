/** The integration that the judge plays, where it cannot register one by itself. */
export type OwnIntegration = {
  readonly slug: string;
  readonly productSlug: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

/** The host that is judged. */
export type HostSubject = {
  /** Address of its API. */
  readonly url: string;
  /** Of a member who may install integrations. */
  readonly token: string;
  /** Slug of the team to act in. */
  readonly team: string;
  /** What tokens have as `iss`; what the host says of itself unless told. */
  readonly issuer?: string | undefined;
  /** Given where the host is none of Kontor's, whose API registers integrations. */
  readonly integration?: OwnIntegration | undefined;
};
