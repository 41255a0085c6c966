/** What the platform asks of the Kontor beside it, with the token of its service. */
export type Kontor = ReturnType<typeof createKontor>;

type Options = {
  /** Where Kontor runs. */
  readonly url: string;
  /** Begins with `kst_`; an operator of Kontor made it. */
  readonly serviceToken: string;
};

export function createKontor({ url, serviceToken }: Options) {
  async function call(method: string, path: readonly string[], body?: object): Promise<unknown> {
    const address = `${url}/kontor/v1/platform/${path.map(encodeURIComponent).join('/')}`;
    const answer = await fetch(address, {
      method,
      headers: {
        authorization: `Bearer ${serviceToken}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok)
      throw new Error(`${method} ${address}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  }

  return {
    putTeam: (team: string, of: { name: string }) => call('PUT', ['teams', team], of),
    putMember: (team: string, user: string, of: { email: string; name: string; role: string }) =>
      call('PUT', ['teams', team, 'members', user], of),
    removeMember: (team: string, user: string) => call('DELETE', ['teams', team, 'members', user]),
    putProject: (team: string, project: string, of: { name: string }) =>
      call('PUT', ['teams', team, 'projects', project], of),
    /** The variables that a deployment of a project starts with. */
    readEnvironment: async (team: string, project: string, environment: string) => {
      const path = ['teams', team, 'projects', project, 'environments', environment];
      const { variables } = (await call('GET', path)) as { variables: Record<string, string> };
      return variables;
    },
    /** A token that acts as a member, for some minutes. */
    actAs: async (team: string, user: string) => {
      const path = ['teams', team, 'members', user, 'tokens'];
      const { secret } = (await call('POST', path, { expiresInSeconds: 300 })) as {
        secret: string;
      };
      return secret;
    },
    /** What happened in the teams after a cursor, and the cursor to ask with next. */
    readEvents: async (after: number) => {
      const answer = await fetch(`${url}/kontor/v1/platform/events?after=${after}`, {
        headers: { authorization: `Bearer ${serviceToken}` },
      });
      if (!answer.ok) throw new Error(`events: ${answer.status}`);
      return (await answer.json()) as { events: { type: string }[]; next: number };
    },
  };
}
