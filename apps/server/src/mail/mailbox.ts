import { randomText } from '../ids.ts';
import { mailQueueOn } from '../postgres/mail-queue.ts';
import type { Sql } from '../postgres/sql.ts';
import type { Vault } from '../vault/vault.ts';
import { type Letter, type WrittenLetter, written } from './letter.ts';

/** What a mail is for. */
export type MailKind = 'invitation' | 'account-disabled' | 'password-reset' | 'approval';

export type NewMail = {
  readonly kind: MailKind;
  /** What it is about, such as the id of an invitation. */
  readonly about: string;
  readonly to: string;
  readonly letter: Letter;
  /** When it is of no use any more, because what it leads to has ended. */
  readonly uselessAt: Date;
};

/** Where mail is put in the transaction that it tells of: both happen or neither. */
export type Mailbox = {
  /** Whether this host sends mail. Where it does not, whoever makes a link hands it over. */
  readonly isOn: boolean;
  /** Puts nothing in where the host sends no mail. */
  readonly post: (sql: Sql, mail: NewMail) => Promise<void>;
};

type Ports = {
  readonly vault: Pick<Vault, 'seal'>;
  readonly now: () => Date;
  readonly isOn: boolean;
};

export function createMailbox({ vault, now, isOn }: Ports): Mailbox {
  return {
    isOn,
    post: async (sql, { letter, ...mail }) => {
      if (!isOn) return;
      const id = randomText(24);
      const content = Buffer.from(JSON.stringify(written(letter)), 'utf8');
      const sealed = await vault.seal('host', contextOf(id), content);
      await mailQueueOn(sql).insert({ ...mail, id, sealed, createdAt: now() });
    },
  };
}

/** A letter as it was posted. */
export async function openLetter(
  vault: Pick<Vault, 'open'>,
  { id, sealed }: { readonly id: string; readonly sealed: Buffer },
): Promise<WrittenLetter> {
  const content = await vault.open('host', contextOf(id), sealed);
  return JSON.parse(content.toString('utf8')) as WrittenLetter;
}

function contextOf(id: string): string {
  return `mail:${id}`;
}
