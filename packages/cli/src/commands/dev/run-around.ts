import { awaitPort, DevError, freePort, type RunningHost } from '@kontor/dev';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import type { Session } from '../../session.ts';
import { startProgram } from '../run/start-program.ts';
import { serveControl } from './control/serve-control.ts';
import { type Marketplace, type MarketplaceOptions, openMarketplace } from './open-marketplace.ts';
import { readPort } from './read-port.ts';
import { type ReplayedStep, replay, wentAsWritten } from './replay.ts';
import type { Step } from './script.ts';

export type Around = MarketplaceOptions & {
  readonly command: readonly string[];
  /** What is done once the provider answers; the provider is ended behind it. */
  readonly script: readonly Step[] | undefined;
  /** Where the page on which it is steered listens. */
  readonly controlPort?: string | undefined;
};

const DEFAULT_CONTROL_PORT = 4781;

export type Ran = {
  readonly host: string;
  readonly exitCode: number;
  readonly replayed: readonly ReplayedStep[];
};

/** Starts the marketplace, then the provider within its view of the network, and ends with the provider. */
export async function runAround(session: Session, around: Around): Promise<Ran> {
  let marketplace: Marketplace | undefined;
  let control: Awaited<ReturnType<typeof openControl>>;
  try {
    marketplace = await openMarketplace(session, around);
    control = await openControl(session, around, marketplace.host);
    const ran = await runWithin(session, around, marketplace);
    return { ...ran, host: marketplace.host.url };
  } catch (error) {
    if (!(error instanceof DevError)) throw error;
    const { code, message } = error;
    throw new CliError({ code, exitCode: exitCode.refused, message });
  } finally {
    await control?.close();
    await marketplace?.close();
  }
}

/** The page on which it is steered; a replay is steered by its script. */
async function openControl(session: Session, around: Around, { url: hostUrl }: RunningHost) {
  const { script, registration, baseUrl: providerUrl, dataDirectory } = around;
  if (script !== undefined) return undefined;
  const { slug } = registration;
  const sold = { slug, products: registration.products.map((product) => product.slug) };
  const port = await freePort(readPort(around.controlPort, DEFAULT_CONTROL_PORT));
  const options = { port, hostUrl, providerUrl, dataDirectory, sold };
  const control = await serveControl(session, options);
  session.note(`Steer it, and see its calls, at ${control.url}.`);
  return control;
}

async function runWithin(
  session: Session,
  { command, baseUrl, script, dataDirectory }: Around,
  { host, variables }: Marketplace,
): Promise<Omit<Ran, 'host'>> {
  const { world, note } = session;
  const stopped = new AbortController();
  const isOver = new AbortController();
  const breakdown = noteBreakdown(session, host, stopped);
  const [program = '', ...rest] = command;
  const isGroup = script !== undefined || !world.stdin.isTTY;
  const running = startProgram({
    command: [program, ...rest],
    variables,
    cwd: world.folder,
    // one document alone stands on the standard output with --json
    stdio: ['inherit', session.isJson ? 2 : 'inherit', 'inherit'],
    signals: isGroup ? ALL_SIGNALS : PASSED_ON,
    isGroup,
    stopped: stopped.signal,
  }).finally(() => isOver.abort());
  const isUp = await comesUp(baseUrl, isOver.signal, session.leftMs());
  if (isUp) note(`The provider answers at ${baseUrl}.`);
  if (script === undefined) {
    const code = await running;
    return { exitCode: breakdown.isBroken() ? exitCode.refused : code, replayed: [] };
  }
  if (!isUp) note({ text: `No provider came to answer at ${baseUrl}.`, look: 'error' });
  const replayed = isUp ? await replay(session, { script, dataDirectory }) : [];
  stopped.abort();
  await running;
  const isAsWritten = isUp && wentAsWritten(replayed, script);
  return { exitCode: isAsWritten ? exitCode.done : exitCode.refused, replayed };
}

/** Ends the provider when there is no marketplace any more. */
function noteBreakdown({ note }: Session, host: RunningHost, stopped: AbortController) {
  let isBroken = false;
  void host.ended.then(() => {
    isBroken = true;
    note({ text: `The marketplace broke down: ${host.logPath} says why.`, look: 'error' });
    stopped.abort();
  });
  return { isBroken: () => isBroken };
}

/** Whether somebody listens at the address before the program is over and before it takes too long. */
async function comesUp(url: string, isOver: AbortSignal, patienceMs: number): Promise<boolean> {
  const limit = AbortSignal.timeout(Math.ceil(patienceMs));
  try {
    await awaitPort(url, AbortSignal.any([isOver, limit]));
    return true;
  } catch {
    return false;
  }
}

/** A terminal sends Ctrl-C to the program by itself. */
const PASSED_ON: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP'];
const ALL_SIGNALS: readonly NodeJS.Signals[] = [...PASSED_ON, 'SIGINT'];
