import { vi } from 'vitest';

/**
 * Has new signing keys be small ones until what it answers is called. A host signs with a new one only
 * later, so none of these is used, and to find ten thousand large ones would take longer than most of the
 * other endpoints together.
 */
export function makeSmallKeys(): () => void {
  const { subtle } = globalThis.crypto;
  const generate = subtle.generateKey.bind(subtle) as Generate;
  const small: Generate = (wanted, ...rest) =>
    generate(
      signers === 0 && 'modulusLength' in wanted ? { ...wanted, modulusLength: BITS } : wanted,
      ...rest,
    );
  const spy = vi
    .spyOn(subtle, 'generateKey')
    .mockImplementation(small as typeof subtle.generateKey);
  return () => spy.mockRestore();
}

/** Keys are of the right size meanwhile: the first one of a host signs at once. */
export async function withWholeKeys<Made>(work: () => Promise<Made>): Promise<Made> {
  signers += 1;
  try {
    return await work();
  } finally {
    signers -= 1;
  }
}

let signers = 0;

type Generate = (wanted: object, ...rest: unknown[]) => Promise<never>;
const BITS = 512;
