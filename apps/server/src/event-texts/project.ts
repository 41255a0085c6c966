import { followed, type Known, type TextsAbout, word } from './text.ts';

export const projectTexts: TextsAbout<
  'project' | 'environment' | 'variable' | 'shared-variable' | 'connection' | 'check' | 'state-plan'
> = {
  'project.created': 'A project was created',
  'project.renamed': ({ name, formerName }) => {
    const [former, now] = [word(formerName), word(name)];
    return former === undefined || now === undefined
      ? 'A project was renamed'
      : `The project ${former} was renamed: ${now}`;
  },
  'project.updated': 'The settings of a project were changed',
  'project.removed': 'A project was deleted',
  'project.token-signed': ({ environment }) =>
    followed('A token of a project was signed', environment),
  'project.transfer-requested': 'A project was offered to another team',
  'project.transferred': 'A project was transferred',
  'project.transferred-in': 'A project came from another team',
  'project.transferred-out': 'A project went to another team',
  'environment.created': ({ environment }) => followed('An environment was added', environment),
  'environment.updated': ({ environment, formerEnvironment }) =>
    word(formerEnvironment) === undefined
      ? followed('An environment was changed', environment)
      : followed(`The environment ${word(formerEnvironment)} was renamed`, environment),
  'environment.removed': ({ environment }) => followed('An environment was removed', environment),
  'environment.read': ({ environment }) =>
    followed('The variables of an environment were read', environment),
  'environment.rolled-back': ({ environment, version }) =>
    version === null
      ? followed('An environment was brought back to its newest version', environment)
      : followed(`An environment was rolled back${to(word(version))}`, environment),
  'variable.created': inEnvironments('A variable was added'),
  'variable.updated': inEnvironments('A variable was changed'),
  'variable.deleted': inEnvironments('A variable was removed'),
  'variable.read': 'The values of variables were read',
  'shared-variable.created': 'A shared variable was added',
  'shared-variable.updated': 'A shared variable was changed',
  'shared-variable.deleted': 'A shared variable was removed',
  'shared-variable.read': 'The value of a shared variable was read',
  'connection.created': inEnvironments('A resource was connected to a project'),
  'connection.updated': inEnvironments('A connection was changed'),
  'connection.removed': inEnvironments('A resource was disconnected from a project'),
  'check.created': 'A check of deployments was added',
  'check.updated': 'A check of deployments was changed',
  'check.removed': 'A check of deployments was removed',
  'state-plan.created': ({ steps, isDrift }) =>
    isDrift === true
      ? 'A project is not as its file wants it any more'
      : `What a file wants of a project was planned${steps === undefined ? '' : ` in ${word(steps)} steps`}`,
  'state-plan.begun': 'A plan is being applied',
  'state-plan.applied': 'A plan was applied',
  'state-plan.failed': ({ message }) => followed('A plan stopped', message),
};

function inEnvironments(sentence: string) {
  return ({ name, environments }: Known): string => {
    const where = Array.isArray(environments) ? environments.map((each) => word(each)) : [];
    const named = followed(sentence, name);
    return where.length === 0 ? named : `${named} (${where.join(', ')})`;
  };
}

function to(version: string | undefined): string {
  return version === undefined ? '' : ` to version ${version}`;
}
