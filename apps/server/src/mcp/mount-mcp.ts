import { createMcpServer } from '@kontor/mcp';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { FastifyInstance, FastifyReply } from 'fastify';
import manifest from '../../package.json' with { type: 'json' };
import type { Callers } from '../http/principal.ts';
import { securityHeaders } from '../http/security-headers.ts';
import { deskFor } from './desk-for.ts';

export type McpPorts = {
  readonly callers: Pick<Callers, 'authenticate'>;
  /** The host's public address. */
  readonly url: string;
};

/**
 * Serves the tools for coding agents at `/mcp`, by the Streamable HTTP of the Model Context Protocol
 * and without sessions: each request stands for itself, as whoever its bearer token speaks for. What
 * a tool does goes through the public API, so that every rule of it holds here too.
 */
export function mountMcp(app: FastifyInstance, { callers, url }: McpPorts): void {
  app.post('/mcp', async (request, reply) => {
    const { authorization } = request.headers;
    // a cookie would let any page that a person opens act for them
    if (authorization === undefined) return unauthorised(reply, 'Send a bearer token.');
    const caller = await callers.authenticate({ authorization }, 'POST');
    if (!caller.ok) return unauthorised(reply, caller.error.message);
    const desk = deskFor(app, { authorization, address: request.ip, caller: caller.value, url });
    const server = createMcpServer(desk, manifest.version);
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    reply.hijack();
    const browsers = securityHeaders({ isSecure: url.startsWith('https://') });
    for (const [name, value] of Object.entries(browsers)) reply.raw.setHeader(name, value);
    reply.raw.once('close', () => void server.close());
    // its own optional members are declared in a way that exact optional types do not allow
    await server.connect(transport as Parameters<typeof server.connect>[0]);
    await transport.handleRequest(request.raw, reply.raw, request.body);
  });
  app.route({
    method: ['GET', 'DELETE'],
    url: '/mcp',
    handler: async (_request, reply) =>
      reply.code(405).header('allow', 'POST').send({ error: notHere }),
  });
}

const notHere = {
  code: 'method_not_allowed',
  message: 'There are no sessions here: send each message by POST.',
} as const;

function unauthorised(reply: FastifyReply, message: string): FastifyReply {
  return reply
    .code(401)
    .header('www-authenticate', 'Bearer')
    .send({ error: { code: 'unauthorized', message } });
}
