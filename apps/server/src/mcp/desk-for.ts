import { randomUUID } from 'node:crypto';
import { type Call, type Desk, Refused } from '@kontor/mcp';
import { type AnyInput, addressOf, type HostEndpoint } from '@kontor/protocol';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import { refusal } from '@kontor/protocol/vocabulary';
import type { FastifyInstance } from 'fastify';
import type { Principal } from '../http/principal.ts';

export type Sender = {
  /** The credential, as it came. */
  readonly authorization: string;
  readonly address: string;
  readonly caller: Principal;
  /** The host's public address. */
  readonly url: string;
};

/** What the tools work with on the host: its own API, asked without a network. */
export function deskFor(app: FastifyInstance, { caller, url, ...sender }: Sender): Desk {
  const call = callOn(app, sender);
  return {
    call,
    pageAt: (path) => new URL(path, url).href,
    team: async (named) => {
      if (named !== undefined) return named;
      if (caller.kind === 'machine') return caller.teamId;
      if (caller.kind === 'person' && caller.person.limits) return caller.person.limits.teamId;
      return onlyTeam(call);
    },
  };
}

async function onlyTeam(call: Call): Promise<string> {
  const { body } = await call(kontorEndpoints.listTeams, {});
  const [only, ...others] = body.teams;
  if (only !== undefined && others.length === 0) return only.slug;
  throw new Refused('team_needed', 'Name the team.', {
    candidates: body.teams.map(({ slug }) => slug),
  });
}

function callOn(app: FastifyInstance, { authorization, address }: Omit<Sender, 'caller' | 'url'>) {
  const call = async (endpoint: HostEndpoint, input: AnyInput) => {
    const { body } = input;
    const response = await app.inject({
      method: endpoint.method,
      url: addressOf(endpoint, input),
      remoteAddress: address,
      headers: {
        authorization,
        ...(endpoint.method === 'GET' ? {} : { 'idempotency-key': randomUUID() }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const schema = endpoint.responses[response.statusCode];
    if (schema === undefined || schema === refusal) throw refusedBy(response.body);
    return { status: response.statusCode, body: schema?.parse(response.json()) ?? null };
  };
  return call as Call;
}

function refusedBy(text: string): Refused {
  const { code, message, ...facts } = refusal.parse(JSON.parse(text)).error;
  return new Refused(code, message, facts);
}
