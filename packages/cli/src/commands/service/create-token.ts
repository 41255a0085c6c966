import * as serviceEndpoints from '@kontor/protocol/kontor/service';
import { serviceScope } from '@kontor/protocol/vocabulary/service-scope';
import * as z from 'zod';
import { CliError } from '../../cli-error.ts';
import { command } from '../../command.ts';
import { exitCode } from '../../exit-code.ts';
import { argument, list } from '../../inputs.ts';
import { expiryOption, readExpiry } from '../token/expiry.ts';
import { findService, serviceArgument } from './find-service.ts';

export const createServiceToken = command({
  args: z.strictObject({ ...serviceArgument, name: argument('What the token is for.') }),
  options: z.strictObject({
    scopes: list('scopes', `What it may do, some of ${serviceScope.options.join(',')}.`),
    ...expiryOption,
  }),
  details:
    'For operators. The token alone goes to the standard output, so that it can be piped. It cannot be read again.',
  examples: ["kontor services token 'Blue Cloud' deploys --scopes read-environments"],
  output: serviceEndpoints.createServiceToken.responses[201],
  run: async ({ args, options }, session) => {
    const scopes = readScopes(options.scopes);
    const expiry = readExpiry(options.expires, new Date());
    const { id } = await findService(session, args.service);
    const { body } = await session.call(serviceEndpoints.createServiceToken, {
      params: { service: id },
      body: { name: args.name, scopes, ...expiry },
    });
    const { token, secret } = body;
    return {
      data: { token, secret },
      text: [secret],
      notes: [`Created the service token ${token.name} (${token.id}). It is shown this once.`],
    };
  },
});

function readScopes(words: readonly string[]) {
  const parsed = z.array(serviceScope).min(1).safeParse(words);
  if (parsed.success) return parsed.data;
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `--scopes takes some of ${serviceScope.options.join(', ')}.`,
  });
}
