import { type Collision, type Refusal, type Result, refuse } from '@kontor/core';
import type { VariableFailure } from '@kontor/protocol/rest';
import type { VariableEntry } from './variable-entries.ts';
import type { VariablesOfProject } from './variable-reading.ts';

/** What a variable that was refused was to be. */
type Wanted = {
  readonly key: string;
  readonly environments: readonly string[];
  readonly gitBranch: string | null;
};

/**
 * A refusal in the protocol's words: a name that is taken is told with the variable that has it, and
 * an environment that is not there is a mistake of the body.
 *
 * @see spec/platform-api.md §4.2
 */
export function protocolRefusal(
  refusal: Refusal,
  wanted: Wanted,
  { entries, projectName }: Pick<VariablesOfProject, 'entries' | 'projectName'>,
): Refusal {
  if (refusal.code !== 'variable_collision') return mistakeOfBody(refusal);
  const [collision] = (refusal.facts?.collisions ?? []) as readonly Collision[];
  const rival = collision && entries.find((entry) => holds(entry, wanted, collision));
  const { gitBranch } = wanted;
  return {
    code: 'variable_name_taken',
    message: `A variable with the name '${collision?.name ?? wanted.key}' already exists for the target ${wanted.environments.join(', ')}${gitBranch === null ? '' : ` on branch ${gitBranch}`}${rival?.maker ? `: the resource '${rival.maker.resourceName}' gives it` : ''}.`,
    facts: {
      key: wanted.key,
      project: projectName,
      target: wanted.environments,
      ...(gitBranch === null ? {} : { gitBranch }),
      ...(rival === undefined ? {} : { envVarId: rival.id, envVarKey: rival.key }),
    },
  };
}

/** An environment that a body names, and that is not there, is nothing that the path could not find. */
export function mistakeOfBody(refusal: Refusal): Refusal {
  return refusal.code === 'environment_not_found'
    ? { ...refusal, code: 'invalid_request' }
    : refusal;
}

/** The same in a list of what was not written. */
export function failureOf({ code, message, facts }: Refusal, { key }: Wanted): VariableFailure {
  const { envVarId, envVarKey, project, target, gitBranch } = facts ?? {};
  const told = Object.entries({ envVarId, envVarKey, project, target, gitBranch });
  return {
    error: {
      ...Object.fromEntries(told.filter(([, fact]) => fact !== undefined)),
      code: CODES[code] ?? 'BAD_REQUEST',
      message,
      key,
    },
  };
}

const CODES: Partial<Record<Refusal['code'], string>> = {
  variable_name_taken: 'ENV_CONFLICT',
  forbidden: 'FORBIDDEN',
};

/** The refusal to touch what the team did not write. */
export function requireWritten(entry: VariableEntry): Result<VariableEntry, Refusal> {
  const { key, maker } = entry;
  if (maker === null) return { ok: true, value: entry };
  return refuse(
    'variable_managed',
    `'${key}' is made from a secret of the resource '${maker.resourceName}'. Change or end its connection instead.`,
    { key, configurationId: maker.installationId, storeId: maker.resourceId },
  );
}

function holds(entry: VariableEntry, { gitBranch }: Wanted, collision: Collision): boolean {
  return (
    entry.key === collision.name &&
    entry.gitBranch === gitBranch &&
    entry.environments.some((each) => collision.environment === each || gitBranch !== null)
  );
}
