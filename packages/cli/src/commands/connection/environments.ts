import { builtInEnvironment } from '@kontor/protocol/vocabulary';
import { list, text } from '../../inputs.ts';

/** How a connection is to be: the options of every command that makes one. */
export const connectionOptions = {
  env: list('environments', 'Environments to connect (default: production,preview,development).'),
  prefix: text('prefix', 'Put before the names of the variables: DB2 makes DB2_PGHOST.'),
};
export type ConnectionOptions = {
  readonly env: readonly string[];
  readonly prefix?: string | undefined;
};

/** The environments that were named, or the three that every project has. */
export function environmentsOf({ env }: ConnectionOptions): string[] {
  return env.length === 0 ? [...builtInEnvironment.options] : [...env];
}

/** The same options as they are typed, for a command to paste. */
export function namedOptions({ env, prefix }: ConnectionOptions): string[] {
  return [
    ...(env.length === 0 ? [] : ['--env', env.join(',')]),
    ...(prefix === undefined ? [] : ['--prefix', prefix]),
  ];
}
