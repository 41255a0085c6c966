import type { Report } from '@kontor/check';
import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { suggest } from '../../names/suggest.ts';
import { steps } from '../../next/steps.ts';

/** Refuses names that are neither a trial nor a requirement: what is misspelt would not be judged. */
export async function requireTrials(
  only: readonly string[],
  about: Report['about'],
): Promise<void> {
  if (only.length === 0) return;
  const { hostRequirements, hostTrials, requirements, trials } = await import('@kontor/check');
  const [tried, asked] = about === 'host' ? [hostTrials, hostRequirements] : [trials, requirements];
  const known = [...tried.map(({ name }) => name), ...Object.keys(asked)];
  const unknown = only.find((each) => !known.includes(each) && !known.includes(each.toUpperCase()));
  if (unknown === undefined) return;
  throw new CliError({
    code: 'trial_not_found',
    exitCode: exitCode.notFound,
    message: `There is no trial and no requirement '${unknown}'.${suggest(unknown, known)}`,
    next: about === 'host' ? [] : [steps.listTrials()],
  });
}
