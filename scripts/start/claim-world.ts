import { type Claim, claimDirectory } from '../../packages/embedded-postgres/src/claim.ts';
import { EmbeddedPostgresError } from '../../packages/embedded-postgres/src/error.ts';
import { prepareDirectory } from '../../packages/embedded-postgres/src/prepare-directory.ts';
import { readRunRecord, runDirectory } from './run-record.ts';
import { StartError } from './start-error.ts';

/**
 * Makes this process the only one that runs the world of a data directory, which is made where it
 * does not exist. It ends with `release` or with the process.
 *
 * @throws StartError while another one runs it, or when the directory cannot be written
 */
export async function claimWorld(dataDirectory: string): Promise<Claim> {
  try {
    await prepareDirectory(runDirectory(dataDirectory));
    return await claimDirectory(runDirectory(dataDirectory));
  } catch (error) {
    if (!(error instanceof EmbeddedPostgresError)) throw error;
    const { code, ownerPid } = error;
    if (code === 'already_running' && ownerPid) throw await runsAlready(dataDirectory, ownerPid);
    throw new StartError(
      `The data directory ${dataDirectory} cannot be used. Give this user the right to write there, or choose another one with KONTOR_DATA.`,
      { cause: error },
    );
  }
}

async function runsAlready(dataDirectory: string, ownerPid: number): Promise<StartError> {
  const record = await readRunRecord(dataDirectory);
  const where = record?.supervisor.pid === ownerPid ? ` at ${record.hostUrl}` : '';
  return new StartError(
    `Kontor runs already${where}: process ${ownerPid} has the data directory ${dataDirectory}. ` +
      `Use that one, stop it (kill ${ownerPid}), or choose another directory with KONTOR_DATA.`,
  );
}
