import { connectionPrefix } from '@kontor/protocol/vocabulary/connection-prefix';
import { builtInEnvironment } from '@kontor/protocol/vocabulary/environment';
import { flag, list, repeated } from '../../inputs.ts';

/** How a connection is to be: the options of every command that makes one. */
export const connectionOptions = {
  env: list('environments', 'Environments to connect (default: production,preview,development).'),
  action: repeated(
    'slug[:environments]',
    'Have the product do this for each deployment, such as branch or branch:preview+staging.',
  ),
  optionalActions: flag('Deployments are built even when an action fails.'),
  prefix: connectionPrefix.optional().meta({
    description: 'Put before the names of the variables: DB2 makes DB2_PGHOST.',
    placeholder: 'prefix',
  }),
};
export type ConnectionOptions = {
  readonly env: readonly string[];
  readonly action?: readonly string[];
  readonly optionalActions?: boolean;
  readonly prefix?: string | undefined;
};

/** The environments that were named, or the three that every project has. */
export function environmentsOf({ env }: ConnectionOptions): string[] {
  return env.length === 0 ? [...builtInEnvironment.options] : [...env];
}

/** The actions that were named, as the host takes them; nothing where none was. */
export function actionsOf({ action = [], optionalActions = false }: ConnectionOptions) {
  if (action.length === 0) return {};
  const actions = action.map((each) => {
    const [slug = '', environments] = each.split(':');
    return { slug, ...(environments && { environments: environments.split('+') }) };
  });
  return { deployments: { required: !optionalActions, actions } };
}

/** The same options as they are typed, for a command to paste. */
export function namedOptions({
  env,
  prefix,
  action = [],
  optionalActions = false,
}: ConnectionOptions): string[] {
  return [
    ...(env.length === 0 ? [] : ['--env', env.join(',')]),
    ...(prefix === undefined ? [] : ['--prefix', prefix]),
    ...action.flatMap((each) => ['--action', each]),
    ...(optionalActions ? ['--optional-actions'] : []),
  ];
}
