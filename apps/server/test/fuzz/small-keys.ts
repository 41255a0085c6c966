/**
 * Has new signing keys be small ones until what it answers is called. A host signs with a new one only
 * later, so none of these is used, and to find ten thousand large ones would take longer than most of the
 * other endpoints together. The first one of a host signs at once: it is set up before.
 */
export function makeSmallKeys(): () => void {
  const { subtle } = globalThis.crypto;
  const generate = subtle.generateKey.bind(subtle) as Generate;
  const small: Generate = (wanted, ...rest) =>
    generate('modulusLength' in wanted ? { ...wanted, modulusLength: BITS } : wanted, ...rest);
  subtle.generateKey = small as typeof subtle.generateKey;
  return () => {
    subtle.generateKey = generate as typeof subtle.generateKey;
  };
}

type Generate = (wanted: object, ...rest: unknown[]) => Promise<never>;
const BITS = 512;
