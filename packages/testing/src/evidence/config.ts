import { env } from 'node:process';

type Environment = Readonly<Record<string, string | undefined>>;

/** The proof that this run is in its long form, if any: the suite runs the short ones. */
export function provedHere({ KONTOR_PROVE }: Environment = env): string | undefined {
  return KONTOR_PROVE;
}
