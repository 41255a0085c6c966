import type { FastifyReply } from 'fastify';
import type { Soon } from '../soon.ts';
import { CompressibleText } from './compressible-text.ts';
import { preparedJson } from './prepared-json.ts';
import type { AnyAnswer } from './route.ts';
import { sendText } from './send-text.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** Sends what a route has answered; `hasBody` is whether its endpoint declares one for the status. */
export function sendAnswer(
  reply: FastifyReply,
  { status, body, headers }: AnyAnswer,
  hasBody: boolean,
): Soon<FastifyReply> {
  reply.code(status);
  if (headers !== undefined) reply.headers(headers);
  if (!hasBody) return reply.send();
  if (body instanceof File) {
    return body.arrayBuffer().then((bytes) => reply.send(Buffer.from(bytes)));
  }
  if (typeof body === 'object' && body !== null) {
    const prepared = preparedJson(body);
    if (prepared === undefined) return reply.send(body);
    reply.type(JSON_TYPE);
    return prepared instanceof CompressibleText
      ? sendText(reply, prepared)
      : reply.send(prepared.plain);
  }
  // by itself a text would go out as it is, and null as nothing
  return reply.type(JSON_TYPE).send(JSON.stringify(body));
}
