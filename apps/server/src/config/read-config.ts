import type { Config } from './config.ts';
import { problemsTogether } from './problems.ts';
import { type Setting, settings, type Values } from './settings.ts';
import { similarSettings } from './similar-settings.ts';
import { withDefaults } from './with-defaults.ts';

/** The host cannot start as it is configured. Names every problem and never the value of a secret. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(['The configuration cannot be used:', ...problems.map((text) => `- ${text}`)].join('\n'));
    this.problems = problems;
  }
}

/** Variables of Kontor's other programs, which may stand in the same environment. */
const OTHER_PROGRAMS = [
  'KONTOR_HOST_URL',
  'KONTOR_TOKEN',
  'KONTOR_TEAM',
  'KONTOR_COMPLETION_SECONDS',
  'KONTOR_PROVIDER_PORT',
  'KONTOR_CLIENT_ID',
  'KONTOR_CLIENT_SECRET',
];

const ALL_SETTINGS = 'All settings are in docs/configuration.md.';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the environment once, at start. A variable that is empty counts as not set.
 *
 * Throws a {@link ConfigError} that tells everything that is wrong.
 */
// biome-ignore lint/style/noProcessEnv: this is where the environment is read
export function readConfig(environment: Environment = process.env): Config {
  const problems = unknownNames(environment);
  const values = readValues(environment, problems);
  problems.push(...problemsTogether(values));
  if (problems.length > 0) throw new ConfigError(problems);
  return withDefaults(values);
}

/** A setting as an operator is shown it: never the value of a secret. */
export type ShownSetting = {
  readonly name: string;
  /** As it was written; null where it is not set, or is a secret. */
  readonly value: string | null;
  readonly isSet: boolean;
  readonly isSecret: boolean;
  readonly allowed: string;
};

/** Every setting as this process was started with it. */
// biome-ignore lint/style/noProcessEnv: this is where the environment is read
export function shownSettings(environment: Environment = process.env): readonly ShownSetting[] {
  return Object.entries<Setting>(settings).map(([name, { allowed, isSecret = false }]) => {
    const text = environment[name] ?? '';
    // an address may hold a password, also where none belongs
    const value = text === '' || isSecret ? null : text.replace(/\/\/[^/\s]*@/, '//…@');
    return { name, value, isSet: text !== '', isSecret, allowed };
  });
}

/** The values that are set and good; what is wrong with the others is added to `problems`. */
function readValues(environment: Environment, problems: string[]): Values {
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting>(settings)) {
    const text = environment[name];
    if (text === undefined || text === '') continue;
    const parsed = setting.schema.safeParse(text);
    if (parsed.success) values[name] = parsed.data;
    else problems.push(wrongValue(name, text, setting));
  }
  return values as Values;
}

function wrongValue(name: string, text: string, { allowed, isSecret }: Setting): string {
  const given = isSecret ? `The value of ${name} cannot be used` : `${name} is '${text}'`;
  return `${given}. It must be ${allowed}.`;
}

function unknownNames(environment: Environment): string[] {
  const known = [...Object.keys(settings), ...OTHER_PROGRAMS];
  return Object.keys(environment)
    .filter((name) => name.startsWith('KONTOR_') && !known.includes(name))
    .map((name) => `${name} is not a setting.${meant(name, known)} ${ALL_SETTINGS}`);
}

function meant(name: string, known: readonly string[]): string {
  const similar = similarSettings(name, known);
  return similar.length > 0 ? ` Did you mean ${similar.join(' or ')}?` : '';
}
