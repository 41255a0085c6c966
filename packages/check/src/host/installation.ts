import { randomBytes } from 'node:crypto';
import type { PartnerRole } from '@kontor/protocol';
import type { Invoice } from '@kontor/protocol/platform';

/** A member of the team that the kit plays. */
export type Person = {
  readonly userId: string;
  readonly role: PartnerRole;
  readonly email: string;
  readonly name: string;
};

/** A resource as a provider is shown it. */
export type KnownResource = {
  readonly productId: string;
  readonly name: string;
  readonly billingPlanId: string;
};

/** A call of the provider, as it came to the host that is played. */
export type ReceivedCall = {
  readonly operation: string;
  readonly at: number;
  readonly body: unknown;
  /** Whether it came with the newest credential of the installation. */
  readonly isNewest: boolean;
  readonly status: number;
};

/** What the host that is played keeps of one installation. */
export type Installation = {
  readonly id: string;
  /** Changes when the installation is handed over. */
  accountId: string;
  readonly admin: Person;
  readonly reader: Person;
  /** For calls back, the newest last. */
  readonly credentials: string[];
  readonly invoices: Map<string, Invoice>;
  /** What the host knows of resources, by the provider's ids. */
  readonly resources: Map<string, KnownResource>;
  /** Secrets that the provider has sent on its own account, by resource. */
  readonly pushedSecrets: Map<string, unknown>;
  readonly received: ReceivedCall[];
};

export function newInstallation(): Installation {
  const accountId = hex(12);
  return {
    id: `icfg_${alphanumeric(24)}`,
    accountId,
    admin: { userId: hex(12), role: 'ADMIN', email: 'ann@kontor-check.test', name: 'Ann' },
    reader: { userId: hex(12), role: 'USER', email: 'ben@kontor-check.test', name: 'Ben' },
    credentials: [newCredential()],
    invoices: new Map(),
    resources: new Map(),
    pushedSecrets: new Map(),
    received: [],
  };
}

export function newCredential(): string {
  return `kontor_check_${randomBytes(24).toString('base64url')}`;
}

export function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function alphanumeric(length: number): string {
  return [...randomBytes(length)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
