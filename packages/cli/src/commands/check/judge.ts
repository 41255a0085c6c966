import {
  checkProvider,
  type Level,
  ProviderUnreachable,
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
} from './places.ts';
import { readRegistration } from './read-registration.ts';

export type Wanted = {
  readonly address: string;
  readonly file?: string | undefined;
  readonly level: Level;
  readonly only: readonly string[];
  readonly listen?: string | undefined;
  readonly issuer?: string | undefined;
  readonly clientId?: string | undefined;
  readonly product?: string | undefined;
  readonly patience?: string | undefined;
};

type Judged = { readonly report: Report; readonly text: readonly ReportLine[] };

const DEFAULT_PATIENCE_SECONDS = '30';

/** Plays the host and judges the provider at the address. */
export async function judge(session: Session, wanted: Wanted): Promise<Judged> {
  const { world, note, progress, leftMs } = session;
  const baseUrl = readAddress(wanted.address);
  const registered = addressed(await readRegistration(world, wanted), baseUrl);
  const listen = readListen(wanted.listen ?? DEFAULT_LISTEN);
  const url = `http://${wanted.listen ?? DEFAULT_LISTEN}`;
  note(
    `Plays the host at ${url} for the client id ${registered.clientId}: the provider's host and issuer.`,
  );
  const overall = AbortSignal.any([world.interrupted, AbortSignal.timeout(Math.ceil(leftMs()))]);
  progress.say(`Judging ${baseUrl}`);
  try {
    const report = await checkProvider({
      subject: { ...registered, baseUrl },
      listen,
      issuer: wanted.issuer,
      level: wanted.level,
      only: wanted.only,
      patienceMs: readSeconds(wanted.patience ?? DEFAULT_PATIENCE_SECONDS) * 1000,
      signal: overall,
      onResult: ({ name }) => {
        progress.say(`Judging ${baseUrl}: after ${name}`);
        return undefined;
      },
    });
    if (world.interrupted.aborted) throw interrupted();
    return { report, text: textOf(report) };
  } catch (error) {
    if (error instanceof ProviderUnreachable) throw unreachable(baseUrl, error);
    throw isBusy(error) ? cannotListen(url, error) : error;
  } finally {
    progress.clear();
  }
}

/** Addresses may be stated as paths below that of the provider. */
function addressed<
  R extends { webhookUrl?: string | undefined; redirectLoginUrl?: string | undefined },
>(registered: R, baseUrl: string): R {
  const { webhookUrl, redirectLoginUrl } = registered;
  const at = (stated: string) => (stated.startsWith('/') ? baseUrl + stated : stated);
  return {
    ...registered,
    ...(webhookUrl !== undefined && { webhookUrl: at(webhookUrl) }),
    ...(redirectLoginUrl !== undefined && { redirectLoginUrl: at(redirectLoginUrl) }),
  };
}

function unreachable(baseUrl: string, cause: ProviderUnreachable) {
  return new CliError({
    code: 'provider_unreachable',
    exitCode: exitCode.providerFailed,
    message: cause.isNotStarted
      ? `Nothing answers at ${baseUrl}. Start the provider first, in another terminal: npm start, with the settings that its README names.`
      : `No provider answers at ${baseUrl}. ${cause.message}`,
    cause,
  });
}
