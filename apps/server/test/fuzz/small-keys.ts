import { vi } from 'vitest';

/**
 * Has new signing keys be small ones until what it answers is called. A host signs with a new one only
 * later, so none of these is used, and to find ten thousand large ones would take most of the time of all requests.
 */
export function makeSmallKeys(): () => void {
  const { subtle } = globalThis.crypto;
  const whole = subtle.generateKey.bind(subtle) as Generate;
  const small: Generate = (wanted, ...rest) =>
    whole('modulusLength' in wanted ? { ...wanted, modulusLength: BITS } : wanted, ...rest);
  const spy = vi
    .spyOn(subtle, 'generateKey')
    .mockImplementation(small as typeof subtle.generateKey);
  return () => spy.mockRestore();
}

type Generate = (wanted: object, ...rest: unknown[]) => Promise<never>;
const BITS = 512;
