import type { Size } from './metadata-schema.ts';

export type PlanId = 'free' | 'pro';

export type Limits = {
  /** How many sessions the database takes at once. */
  readonly connections: number;
  /** How much a session may write to disk for sorting and hashing. */
  readonly temporaryMegabytes: number;
};

const ofPro = {
  small: { connections: 10, temporaryMegabytes: 256 },
  medium: { connections: 25, temporaryMegabytes: 1024 },
  large: { connections: 50, temporaryMegabytes: 4096 },
} as const satisfies Record<Size, Limits>;

const ofFree: Limits = { connections: 5, temporaryMegabytes: 64 };

/** What PostgreSQL holds a database to, so that no team can raise it. */
export function limitsOf({ planId, size }: { planId: PlanId; size: Size }): Limits {
  return planId === 'free' ? ofFree : ofPro[size];
}
