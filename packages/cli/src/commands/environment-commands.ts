import { alone, type CommandEntry, lists, passesOn, removes } from './entry.ts';

/** What projects read, and what they should have. */
export const environmentCommands: readonly CommandEntry[] = [
  { ...alone('run', async () => (await import('./run/run.ts')).runProgram), ...passesOn },
  alone('plan', async () => (await import('./state/plan.ts')).planState),
  alone('apply', async () => (await import('./state/apply.ts')).applyState),
  alone('export', async () => (await import('./state/export.ts')).exportState),
  {
    words: ['env', 'pull'],
    summary: 'Write the variables of an environment into a file.',
    load: async () => (await import('./env/pull.ts')).pullEnvironment,
  },
  {
    words: ['env', 'ls'],
    aliases: ['list'],
    summary: 'List the variables of an environment and where each comes from, without values.',
    load: async () => (await import('./env/list.ts')).listVariables,
  },
  {
    words: ['env', 'history'],
    summary: 'List the versions of an environment, and why each was made.',
    load: async () => (await import('./env/history.ts')).listVersions,
  },
  {
    words: ['env', 'diff'],
    summary: 'Name what was added, removed and changed between two versions.',
    load: async () => (await import('./env/diff.ts')).diffVersions,
  },
  {
    words: ['env', 'rollback'],
    summary: 'Read an earlier version of an environment, or the newest again.',
    load: async () => (await import('./env/roll-back.ts')).rollBackVersion,
  },
  {
    words: ['env', 'shared', 'list'],
    ...lists,
    summary: 'List the variables that projects share, without values.',
    load: async () => (await import('./env/shared/list.ts')).listShared,
  },
  {
    words: ['env', 'shared', 'add'],
    summary: 'Write a variable that several projects share.',
    load: async () => (await import('./env/shared/add.ts')).addShared,
  },
  {
    words: ['env', 'shared', 'edit'],
    summary: 'Change a shared variable in every project that it is linked to.',
    load: async () => (await import('./env/shared/edit.ts')).editShared,
  },
  {
    words: ['env', 'shared', 'link'],
    summary: 'Let a project read a shared variable.',
    load: async () => (await import('./env/shared/link.ts')).linkShared,
  },
  {
    words: ['env', 'shared', 'unlink'],
    summary: 'Take a shared variable out of one project.',
    load: async () => (await import('./env/shared/link.ts')).unlinkShared,
  },
  {
    words: ['env', 'shared', 'remove'],
    ...removes,
    summary: 'Delete a shared variable; it leaves every project.',
    load: async () => (await import('./env/shared/remove.ts')).removeShared,
  },
  {
    words: ['deployment', 'announce'],
    summary: 'Announce a deployment, and pin what it reads.',
    load: async () => (await import('./deployment/announce.ts')).announceDeployment,
  },
  {
    words: ['deployment', 'list'],
    ...lists,
    summary: 'List the newest deployments of a project.',
    load: async () => (await import('./deployment/list.ts')).listDeployments,
  },
  {
    words: ['deployment', 'show'],
    summary: 'Show how a deployment stands and what it waits for.',
    load: async () => (await import('./deployment/show.ts')).showDeployment,
  },
  {
    words: ['deployment', 'cancel'],
    summary: 'Cancel a deployment that is not ready yet.',
    load: async () => (await import('./deployment/cancel.ts')).cancelDeployment,
  },
  {
    words: ['deployment', 'env'],
    summary: 'Print the variables that a deployment reads, with their values.',
    load: async () => (await import('./deployment/env.ts')).readDeploymentEnvironment,
  },
  {
    words: ['deployment', 'remove'],
    ...removes,
    summary: 'Remove a deployment, with what was made for it alone.',
    load: async () => (await import('./deployment/remove.ts')).removeDeployment,
  },
  {
    words: ['env', 'add'],
    summary: 'Write a variable of a project by hand.',
    load: async () => (await import('./env/variable/add.ts')).addVariable,
  },
  {
    words: ['env', 'edit'],
    summary: 'Change a variable that was written by hand.',
    load: async () => (await import('./env/variable/edit.ts')).editVariable,
  },
  {
    words: ['env', 'remove'],
    ...removes,
    summary: 'Delete a variable that was written by hand.',
    load: async () => (await import('./env/variable/remove.ts')).removeVariable,
  },
  {
    words: ['env', 'custom', 'list'],
    ...lists,
    summary: 'List the environments of a project.',
    load: async () => (await import('./env/custom/custom.ts')).listCustom,
  },
  {
    words: ['env', 'custom', 'create'],
    summary: 'Make an environment of a project.',
    load: async () => (await import('./env/custom/custom.ts')).createCustom,
  },
  {
    words: ['env', 'custom', 'edit'],
    summary: 'Rename an environment that was made, describe it, or say which branches go there.',
    load: async () => (await import('./env/custom/custom.ts')).editCustom,
  },
  {
    words: ['env', 'custom', 'delete'],
    ...removes,
    summary: 'Delete an environment that was made.',
    load: async () => (await import('./env/custom/custom.ts')).deleteCustom,
  },
  {
    words: ['deployment', 'variables'],
    summary: 'List the names that a deployment reads.',
    load: async () => (await import('./deployment/list-variables.ts')).listDeploymentVariables,
  },
];
