import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import { exitCode } from '../exit-code.ts';
import { writePrivately } from './write-privately.ts';

const profile = z.looseObject({
  token: z.string().optional(),
  /** Whether the token was made by somebody else and given to a login, which may not be its only use. */
  isGiven: z.boolean().optional(),
  /** Whom the token speaks for, to be shown without asking the host. */
  as: z.string().optional(),
  team: z.string().optional(),
});
/** What is remembered of one host. */
export type Profile = z.infer<typeof profile>;

const settings = z.looseObject({
  /** The host that was signed in to last. */
  currentHost: z.string().optional(),
  hosts: z.record(z.string(), profile).default({}),
});
export type Settings = z.infer<typeof settings>;

/** What is kept between runs: one profile for each host, in a file that only its owner can read. */
export type SettingsStore = {
  readonly read: () => Promise<Settings>;
  /** Replaces the profile of a host and makes that host the current one. */
  readonly saveProfile: (host: string, profile: Profile) => Promise<void>;
  /** Forgets the token of a host. */
  readonly forget: (host: string) => Promise<void>;
};

export function settingsAt(path: string): SettingsStore {
  const read = () => readSettings(path);
  const write = async (changed: Settings) => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writePrivately(path, `${JSON.stringify(changed, null, 2)}\n`);
  };
  return {
    read,
    saveProfile: async (host, changed) => {
      const current = await read();
      await write({
        ...current,
        currentHost: host,
        hosts: { ...current.hosts, [host]: changed },
      });
    },
    forget: async (host) => {
      const current = await read();
      const { [host]: _forgotten, ...hosts } = current.hosts;
      await write({ ...current, hosts });
    },
  };
}

async function readSettings(path: string): Promise<Settings> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw unreadable(path, error.message);
  });
  const parsed = settings.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw unreadable(path, 'it is not what this command writes');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(path: string, reason: string) {
  return new CliError({
    code: 'settings_unreadable',
    exitCode: exitCode.wrongUsage,
    message: `The settings in ${path} cannot be read: ${reason}. Mend or delete the file.`,
  });
}
