import type { World } from './world.ts';

export type Said = {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the host has answered
  readonly body: any;
  readonly headers: Headers;
};

export type Voice = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Said>;

/** How the provider of an installation speaks to the host, with the token it was given or another. */
export function voiceOf(
  world: Pick<World, 'url' | 'provider'>,
  installationId: string,
  token = tokenOf(world, installationId),
): Voice {
  return async (method, path, body, headers = {}) => {
    const answer = await fetch(`${world.url}/v1/installations/${installationId}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: answer.headers,
    };
  };
}

/** The token that the provider was handed when the installation was made. */
export function tokenOf({ provider }: Pick<World, 'provider'>, installationId: string): string {
  const known = provider.installations.get(installationId);
  if (known === undefined) throw new Error(`the provider knows no ${installationId}`);
  return known.accessToken;
}
