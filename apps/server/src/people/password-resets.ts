import { randomText } from '../ids.ts';
import type { Letter } from '../mail/letter.ts';
import type { Mailbox } from '../mail/mailbox.ts';
import type { Database } from '../postgres/database.ts';
import type { Auth } from './auth.ts';

/** Links by which somebody sets a password who has forgotten theirs. */
export type PasswordResets = {
  /** Undefined for a person without a password, who is not given one by a link. */
  readonly make: (
    userId: string,
  ) => Promise<{ readonly url: string; readonly expiresAt: Date } | undefined>;
  /** Mails a link to whoever has a password and this address, and tells nobody whether there is one. */
  readonly mail: (email: string) => Promise<void>;
};

type Ports = {
  readonly auth: Pick<Auth, '$context'>;
  readonly database: Pick<Database, 'read' | 'transact'>;
  readonly mailbox: Mailbox;
  /** The host's public address. */
  readonly url: string;
};

/** How long a link is good for, in milliseconds. */
const LIVES_MS = 60 * 60 * 1000;

/**
 * The links are those of better-auth, so that its own endpoint takes them: kept as a hash, good once. They
 * end by the real time, as its sessions do.
 */
export function createPasswordResets({ auth, database, mailbox, url }: Ports): PasswordResets {
  const make = async (userId: string) => {
    if (!(await hasPassword(database.read, userId))) return undefined;
    const { internalAdapter } = await auth.$context;
    const token = randomText(32);
    const expiresAt = new Date(Date.now() + LIVES_MS);
    const identifier = `reset-password:${token}`;
    await internalAdapter.createVerificationValue({ identifier, value: userId, expiresAt });
    return { url: new URL(`/reset-password?token=${token}`, url).href, expiresAt };
  };
  return {
    make,
    mail: async (email) => {
      const [person] = await database.read<{ id: string; name: string; email: string }>(
        'select "id", "name", "email" from people."user" where "email" = $1',
        [email.toLowerCase()],
      );
      const made = person && (await make(person.id));
      if (made === undefined || person === undefined) return;
      const letter = resetLetter(made.url);
      const about = `password of ${person.id}`;
      await database.transact((sql) =>
        mailbox.post(sql, {
          kind: 'password-reset',
          about,
          to: person.email,
          letter,
          uselessAt: made.expiresAt,
        }),
      );
    },
  };
}

async function hasPassword(read: Database['read'], userId: string): Promise<boolean> {
  const rows = await read(
    `select 1 from people."account" where "userId" = $1 and "providerId" = 'credential'`,
    [userId],
  );
  return rows.length > 0;
}

function resetLetter(url: string): Letter {
  const { host } = new URL(url);
  return {
    subject: `Set another password at ${host}`,
    paragraphs: [
      `Somebody has asked to set another password for your account at ${host}.`,
      'The link works once, within an hour. Whoever is signed in with your account is signed out by it.',
    ],
    action: { name: 'Set another password', url },
    why: 'If you did not ask for it, do nothing: your password stays as it is.',
  };
}
