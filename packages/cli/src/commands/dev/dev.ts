import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { command } from '../../command.ts';
import { flag, list, remainingArguments, text } from '../../inputs.ts';
import { DATA_FOLDER } from './dev-file.ts';
import { replayedStep } from './replay.ts';
import { beginScript, readScript } from './script.ts';

/** Where the provider listens, where neither an option nor the environment says. */
const DEFAULT_PORT = '3000';

/** Runs a provider as it is, with a marketplace of this machine in place of the real one. */
export const dev = command({
  args: z.strictObject({
    command: remainingArguments(
      'The command that starts the provider, the last of all; -- may stand before it.',
    ),
  }),
  options: z.strictObject({
    file: text('file', 'How the integration is registered, as JSON: docs/dev.md shows one.'),
    url: text('address', 'Where the provider listens (default: localhost at $PORT, or 3000).'),
    offline: flag('Let the provider reach the marketplace and this machine, and nothing else.'),
    data: text('folder', `Where the marketplace keeps everything (default: ${DATA_FOLDER}).`),
    port: text('port', 'Where the marketplace listens (default: 4780, or a free one).'),
    controlPort: text('port', 'Where its page listens (default: 4781, or a free one).'),
    clientIdAs: list('names', 'Variables that the provider reads its client id from.'),
    clientSecretAs: list('names', 'Variables that the provider reads its client secret from.'),
    issuer: text('address', 'Issuer of tokens (default: https://marketplace.vercel.com).'),
    replay: text('script', 'Do what a script says once the provider answers, then end.'),
    record: text('script', 'Write down what is done with kontor dev do, to be replayed.'),
    checkout: text('folder', 'A checkout of Kontor, whose host is run.'),
    database: text('address', 'A PostgreSQL database to use instead of an embedded one.'),
  }),
  details:
    'The provider runs unmodified: for it and what it starts, marketplace.vercel.com, api.vercel.com and vercel.com lead to a host on this machine, through variables of its environment alone. Nothing else on the machine is changed, and no rights are needed. A page at an address of its own, on this machine alone, does what a customer does and shows all calls. The marketplace ends with the provider, and the exit code is that of the provider. A replay begins with an empty marketplace unless --data names one, and its exit code is 0 when every command ended as the script says.',
  examples: [
    'kontor dev -- npm start',
    'kontor dev --file provider.json --url http://localhost:8080 -- python3 server.py',
    'kontor dev --record orders.script -- npm start',
    'kontor dev --replay orders.script --offline -- npm start',
    'kontor dev --offline --client-id-as CLIENT_ID --client-secret-as CLIENT_SECRET -- npm start',
  ],
  output: z.object({
    host: z.string(),
    provider: z.string(),
    exitCode: z.number(),
    replayed: z.array(replayedStep),
  }),
  run: async ({ args, options }, session) => {
    const [{ readDevRegistration }, { runAround }] = await Promise.all([
      import('./read-registration.ts'),
      import('./run-around.ts'),
    ]);
    const { world } = session;
    const { inherited } = world.environment;
    const at = (path: string) => resolve(world.folder, path);
    const url = options.url ?? `http://localhost:${inherited.PORT || DEFAULT_PORT}`;
    const registration = await readDevRegistration(world, options.file);
    const script = options.replay === undefined ? undefined : await readScript(at(options.replay));
    const recording = options.record && at(options.record);
    if (recording) await beginScript(recording);
    const isFresh = script !== undefined && options.data === undefined;
    const dataDirectory = isFresh
      ? await mkdtemp(join(tmpdir(), 'kontor-replay-'))
      : at(options.data ?? DATA_FOLDER);
    try {
      const ran = await runAround(session, {
        ...options,
        ...{ registration, script, recording, dataDirectory, command: args.command },
        baseUrl: url.replace(/\/+$/, ''),
      });
      return { data: { ...ran, provider: url }, text: [], exitCode: ran.exitCode };
    } finally {
      if (isFresh) await rm(dataDirectory, { recursive: true, force: true });
    }
  },
});
