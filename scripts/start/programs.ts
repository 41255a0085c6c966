import { join } from 'node:path';
import { builtPrograms } from '../built-programs.mjs';
import type { Program } from './child.ts';
import type { Demo } from './demo.ts';
import { root, type StartSettings } from './settings.ts';

/** The files of the two programs. */
export type Programs = { readonly host: string; readonly provider: string };

export const sources: Programs = {
  host: join(root, 'apps/server/src/main.ts'),
  provider: join(root, 'providers/postgres/src/main.ts'),
};

/** As they were built from these sources, which starts sooner, or else the sources. */
export function ownPrograms(): Programs {
  return builtPrograms() ?? sources;
}

/** The host, which may call a provider on this machine. */
export function hostProgram(settings: StartSettings, { host: file }: Programs): Program {
  return {
    name: 'host',
    file,
    environment: {
      ...variablesForHost(settings),
      KONTOR_ALLOW_PRIVATE_ADDRESSES: settings.variables.KONTOR_ALLOW_PRIVATE_ADDRESSES || 'true',
      KONTOR_DATA: settings.dataDirectory,
      KONTOR_PORT: `${settings.hostPort}`,
    },
    logPath: logPath(settings, 'host'),
  };
}

/** The reference provider, with the credentials that the host gave it. */
export function providerProgram(
  settings: StartSettings,
  { provider: file }: Programs,
  { id, clientSecret }: NonNullable<Demo['integration']>,
): Program {
  return {
    name: 'provider',
    file,
    environment: {
      ...settings.variables,
      KONTOR_PROVIDER_DATA: providerDirectory(settings),
      KONTOR_PROVIDER_PORT: `${settings.providerPort}`,
      KONTOR_HOST_URL: settings.hostUrl,
      KONTOR_CLIENT_ID: id,
      KONTOR_CLIENT_SECRET: clientSecret,
    },
    logPath: logPath(settings, 'provider'),
  };
}

export function providerDirectory({ dataDirectory }: Pick<StartSettings, 'dataDirectory'>): string {
  return join(dataDirectory, 'provider');
}

/** Where the two programs keep database servers that a kill would leave running. */
export function databaseDirectories({
  dataDirectory,
}: Pick<StartSettings, 'dataDirectory'>): readonly string[] {
  return [join(dataDirectory, 'postgres'), join(providerDirectory({ dataDirectory }), 'postgres')];
}

export function logDirectory({ dataDirectory }: Pick<StartSettings, 'dataDirectory'>): string {
  return join(dataDirectory, 'logs');
}

/** The host refuses to start with settings that it does not have. */
function variablesForHost({ variables }: StartSettings): StartSettings['variables'] {
  const isForProvider = (name: string) => /^KONTOR_(PROVIDER|POSTGRES)_/.test(name);
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !isForProvider(name)));
}

function logPath(settings: StartSettings, name: string): string {
  return join(logDirectory(settings), `${name}.log`);
}
