import { awaitPort, DevError, freePort, openView, startHost } from '@kontor/dev';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { quiet } from '../../output/line.ts';
import type { Session } from '../../session.ts';
import { startProgram } from '../run/start-program.ts';
import { introduction } from './introduction.ts';
import type { DevRegistration } from './registration.ts';
import { seed } from './seed.ts';
import { credentialVariables, type Named } from './variables.ts';

const DEFAULT_HOST_PORT = 4780;
/** How long the marketplace may take to make what it begins with. */
const SEEDING_LIMIT_MS = 60_000;

export type Around = Named & {
  readonly command: readonly string[];
  readonly baseUrl: string;
  readonly dataDirectory: string;
  readonly registration: DevRegistration;
  readonly offline: boolean;
  readonly port?: string | undefined;
  readonly issuer?: string | undefined;
  readonly checkout?: string | undefined;
  readonly database?: string | undefined;
};

type Ran = { readonly host: string; readonly exitCode: number };

/** Starts the marketplace, then the provider within its view of the network, and ends with the provider. */
export async function runAround(session: Session, around: Around): Promise<Ran> {
  const { world, note } = session;
  const { inherited } = world.environment;
  const closers: (() => Promise<void>)[] = [];
  try {
    const host = await startHost({
      ...around,
      inherited,
      databaseUrl: around.database,
      port: await freePort(readPort(around.port)),
    });
    closers.push(host.close);
    const { integration } = await seed(
      {
        host: host.url,
        dataDirectory: around.dataDirectory,
        interrupted: world.interrupted,
        leftMs: () => SEEDING_LIMIT_MS,
      },
      around,
    );
    const view = await openView({
      hostUrl: host.url,
      isOffline: around.offline,
      inherited,
      now: new Date(),
      onRefused: (name) => note(quiet(`kontor dev: ${name} was not reached (--offline).`)),
    });
    closers.push(view.close);
    for (const line of introduction(host.url, around)) note(line);
    const isOver = new AbortController();
    const isBroken = new AbortController();
    void host.ended.then(() => {
      note({ text: `The marketplace broke down: ${host.logPath} says why.`, look: 'error' });
      isBroken.abort();
    });
    const [program = '', ...rest] = around.command;
    const running = startProgram({
      command: [program, ...rest],
      variables: {
        ...inherited,
        ...view.variables,
        ...credentialVariables(integration, around),
      },
      cwd: world.folder,
      // one document alone stands on the standard output with --json
      stdio: ['inherit', session.isJson ? 2 : 'inherit', 'inherit'],
      signals: passedOn(world),
      stopped: isBroken.signal,
    }).finally(() => isOver.abort());
    await Promise.race([running, awaitPort(around.baseUrl, isOver.signal).catch(() => undefined)]);
    if (!isOver.signal.aborted) note(`The provider answers at ${around.baseUrl}.`);
    const code = await running;
    return { host: host.url, exitCode: isBroken.signal.aborted ? exitCode.refused : code };
  } catch (error) {
    throw error instanceof DevError ? refused(error) : error;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

/** A terminal sends Ctrl-C to the program by itself. */
function passedOn({ stdin }: Session['world']): readonly NodeJS.Signals[] {
  return stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT'];
}

function readPort(text: string | undefined): number {
  if (text === undefined) return DEFAULT_HOST_PORT;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `--port takes a port, up to 65535; '${text}' is none.`,
  });
}

function refused({ code, message }: DevError) {
  return new CliError({ code, exitCode: exitCode.refused, message });
}
