import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply } from 'fastify';
import { type Soon, soon } from '../soon.ts';
import type { CompressibleText } from './compressible-text.ts';

/** Said of every form of what may be compressed, and where it is not sent as it has not changed. */
export const variesByEncoding = { vary: 'accept-encoding' } as const;

/** Sends a text in the form that whoever asks takes: as it is, unless they say that they take gzip. */
export function sendText(reply: FastifyReply, text: CompressibleText): Soon<FastifyReply> {
  reply.headers(variesByEncoding);
  if (!takesGzip(reply.request.headers['accept-encoding'])) return reply.send(text.plain);
  return soon(text.compressed(), (copy) =>
    copy === null ? reply.send(text.plain) : reply.header('content-encoding', 'gzip').send(copy),
  );
}

/**
 * What is named first is what `*` stands for, and what is taken of two that are as welcome: nobody is sent
 * what they have refused by `gzip;q=0, *`.
 */
const FORMS = ['identity', 'gzip'];

function takesGzip(accepted: string | string[] | undefined): boolean {
  return typeof accepted === 'string' && negotiate(accepted.toLowerCase(), FORMS) === 'gzip';
}
