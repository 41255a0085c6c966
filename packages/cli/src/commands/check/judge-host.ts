import {
  checkHost,
  HostUnreachable,
  type Level,
  type Report,
  type ReportLine,
  textOf,
} from '@kontor/check';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { interrupted } from '../../host/transport-errors.ts';
import type { Session } from '../../session.ts';
import {
  cannotListen,
  DEFAULT_LISTEN,
  isBusy,
  readAddress,
  readListen,
  readSeconds,
  wrongUsage,
} from './places.ts';

type Wanted = {
  readonly level: Level;
  readonly only: readonly string[];
  readonly listen?: string | undefined;
  readonly publicUrl?: string | undefined;
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  readonly product?: string | undefined;
  readonly integration?: string | undefined;
  readonly patience?: string | undefined;
};

type Judged = { readonly report: Report; readonly text: readonly ReportLine[] };

/** A host may take a while until it repeats a webhook. */
const DEFAULT_PATIENCE_SECONDS = '60';

/** Plays a provider and a customer, and judges the host between them. */
export async function judgeHost(session: Session, wanted: Wanted): Promise<Judged> {
  const { world, note, progress, leftMs, host: url } = session;
  const { publicUrl, issuer, listen = DEFAULT_LISTEN } = wanted;
  const token = session.options.token ?? world.environment.token ?? session.profile.token;
  if (token === undefined) throw wrongUsage('Sign in, or give a token of a member: KONTOR_TOKEN.');
  const integration = integrationOf(wanted, world.environment.clientSecret);
  const subject = { url, token, team: await session.team(), issuer, integration };
  const reached = publicUrl === undefined ? `http://${listen}` : readAddress(publicUrl);
  note(`Plays a provider at ${reached}, where ${url} has to reach it, and a customer there.`);
  if (integration !== undefined)
    note(`Its base URL is ${reached}/first. Install it when asked to.`);
  progress.say(`Judging ${url}`);
  try {
    const report = await checkHost({
      ...{ subject, publicUrl, level: wanted.level, only: wanted.only },
      listen: readListen(listen),
      patienceMs: readSeconds(wanted.patience ?? DEFAULT_PATIENCE_SECONDS) * 1000,
      signal: AbortSignal.any([world.interrupted, AbortSignal.timeout(Math.ceil(leftMs()))]),
      onResult: ({ name }) => progress.say(`Judging ${url}: after ${name}`),
    });
    if (world.interrupted.aborted) throw interrupted();
    return { report, text: textOf(report) };
  } catch (error) {
    if (error instanceof HostUnreachable) throw cannotBegin(url, error);
    throw isBusy(error) ? cannotListen(`http://${listen}`, error) : error;
  } finally {
    progress.clear();
  }
}

/** The integration that was registered by hand, if any was. */
function integrationOf(
  { integration: slug, product: productSlug, clientId }: Wanted,
  clientSecret: string | undefined,
) {
  if (slug === undefined) return undefined;
  if (productSlug !== undefined && clientId !== undefined && clientSecret !== undefined) {
    return { slug, productSlug, clientId, clientSecret };
  }
  throw wrongUsage(
    '--integration takes --product, --client-id and KONTOR_CLIENT_SECRET beside it.',
  );
}

function cannotBegin(url: string, cause: HostUnreachable) {
  return new CliError({
    code: 'host_unreachable',
    exitCode: exitCode.unreachable,
    message: `Nothing can be judged at ${url}. ${cause.message}`,
    cause,
  });
}
