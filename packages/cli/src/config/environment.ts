import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the command line takes from the environment; nothing else of it is read anywhere. */
export type Environment = {
  readonly hostUrl: string | undefined;
  readonly token: string | undefined;
  readonly team: string | undefined;
  /** Of the integration whose provider is judged. */
  readonly clientSecret: string | undefined;
  /** How long a completion waits for the host; undefined for as long as usual. */
  readonly completionSeconds: string | undefined;
  /** Where settings and tokens are kept. */
  readonly settingsPath: string;
  /** Whether colours are unwanted. */
  readonly isPlain: boolean;
  /** All of it, for programs that are started from here, and for what files name of it. */
  readonly inherited: Variables;
};

type Variables = Readonly<Record<string, string | undefined>>;

/** The variables of the environment that matter, as the reference documents them. */
export const environmentVariables = {
  KONTOR_HOST_URL: 'Address of the host, instead of the one signed in to last.',
  KONTOR_TOKEN: 'Token to use instead of the stored one: personal, or of a machine.',
  KONTOR_TEAM: 'Team to act in, by slug or id.',
  KONTOR_CLIENT_SECRET:
    'Client secret of the integration that `check` judges, instead of one in its file.',
  KONTOR_COMPLETION_SECONDS: 'How long completions of a shell wait for the host; 1 unless set.',
  XDG_CONFIG_HOME: 'Folder of `kontor/config.json`; `~/.config` unless set.',
  XDG_CACHE_HOME: 'Folder of `kontor/`, a cache that may be deleted; `~/.cache` unless set.',
  NO_COLOR: 'Any value turns colours off.',
} as const;

/** Reads the environment of this process, or one that is given. */
export function readEnvironment(variables: Variables = processVariables()): Environment {
  const text = (name: keyof typeof environmentVariables) => variables[name] || undefined;
  return {
    hostUrl: text('KONTOR_HOST_URL'),
    token: text('KONTOR_TOKEN'),
    team: text('KONTOR_TEAM'),
    clientSecret: text('KONTOR_CLIENT_SECRET'),
    completionSeconds: text('KONTOR_COMPLETION_SECONDS'),
    settingsPath: join(
      text('XDG_CONFIG_HOME') ?? join(homedir(), '.config'),
      'kontor',
      'config.json',
    ),
    inherited: variables,
    isPlain: text('NO_COLOR') !== undefined || variables.TERM === 'dumb',
  };
}

function processVariables(): Variables {
  // biome-ignore lint/style/noProcessEnv: this file is where the environment is read
  return process.env;
}
