import type { Deployment } from '@kontor/protocol/kontor';
import { second } from '../../output/day.ts';
import type { Line } from '../../output/line.ts';
import { facts } from '../../output/table.ts';

/** How a deployment stands, with everything that it waits for. */
export function deploymentLines(deployment: Deployment): Line[] {
  const { gitBranch, gitCommit, url, aliases, blocked, actions, checks } = deployment;
  return facts([
    ['id', deployment.id],
    ['state', deployment.readyState],
    ['environment', `${deployment.environment}, version ${deployment.environmentVersion}`],
    ...(gitBranch === null ? [] : [['branch', gitBranch] as const]),
    ...(gitCommit === null ? [] : [['commit', gitCommit.sha] as const]),
    ['address', url ?? '-'],
    ...(aliases.length === 0 ? [] : [['aliases', aliases.join(', ')] as const]),
    ['announced', second(deployment.createdAt)],
    ...actions.map(
      ({ action, resourceId, status, statusText }) =>
        ['action', `${action} of ${resourceId}: ${status}${said(statusText)}`] as const,
    ),
    ...checks.map(
      ({ name, status, conclusion, text }) =>
        ['check', `${name}: ${conclusion ?? status}${said(text)}`] as const,
    ),
    ...Object.entries(blocked).map(
      ([stage, reason]) => ['blocked', `${stage}: ${reason}`] as const,
    ),
    ...(deployment.errorMessage === null ? [] : [['error', deployment.errorMessage] as const]),
  ]);
}

function said(text: string | null): string {
  return text === null ? '' : ` (${text})`;
}
