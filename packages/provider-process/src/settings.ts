/** A configuration that cannot be started with; the message is for whoever starts the provider. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads settings of a process from environment variables. Each throws a ConfigError that names the variable. */
export function settingsIn(variables: Environment) {
  const optional = (name: string): string | undefined => {
    const value = variables[name]?.trim();
    return value === '' ? undefined : value;
  };
  const required = (name: string): string => {
    const value = optional(name);
    if (value !== undefined) return value;
    throw new ConfigError(`${name} is not set. See the README for what it means.`);
  };
  const address = (name: string): string => {
    const value = required(name);
    if (/^https?:$/.test(URL.parse(value)?.protocol ?? '')) return value;
    throw new ConfigError(`${name} is not an address that begins with http:// or https://.`);
  };
  const within = (name: string, whenUnset: number, [least, most]: readonly [number, number]) => {
    const value = Number(optional(name) ?? whenUnset);
    return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
  };

  return {
    optional,
    required,
    /** An address of HTTP. */
    address,
    seconds: (name: string, whenUnset: number, range: readonly [number, number]): number => {
      const value = within(name, whenUnset, range);
      if (value !== undefined) return value;
      const [least, most] = range;
      throw new ConfigError(`${name} is not a whole number of seconds from ${least} to ${most}.`);
    },
    port: (name: string, whenUnset: number): number => {
      const value = within(name, whenUnset, [0, 65_535]);
      if (value !== undefined) return value;
      throw new ConfigError(`${name} is not a port: it is a whole number from 0 to 65535.`);
    },
    /** The host that a provider works with, and what it is called there. */
    host: () => {
      const apiUrl = address('KONTOR_HOST_URL');
      const jwksUrl = optional('KONTOR_JWKS_URL');
      const clientSecret = optional('KONTOR_CLIENT_SECRET');
      return {
        host: {
          apiUrl,
          issuer: optional('KONTOR_ISSUER') ?? apiUrl,
          ...(jwksUrl !== undefined && { jwksUrl }),
        },
        integration: {
          clientId: required('KONTOR_CLIENT_ID'),
          ...(clientSecret !== undefined && { clientSecret }),
        },
      };
    },
  };
}
