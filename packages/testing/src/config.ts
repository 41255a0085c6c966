import { env } from 'node:process';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a program of Node needs to run at all, for tests that start one with variables of their own:
 * where programs are, what was compiled for those before it, and where this run keeps what is temporary.
 */
export function bareEnvironment({
  PATH = '',
  NODE_COMPILE_CACHE: compiled,
  TMPDIR: temporary,
}: Environment = env): Readonly<Record<string, string>> & { readonly PATH: string } {
  return {
    PATH,
    ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }),
    ...(temporary !== undefined && { TMPDIR: temporary }),
  };
}

/** Which worker of a test run this is, counted from one; undefined for what is none. */
export function poolId({ VITEST_POOL_ID: id }: Environment = env): string | undefined {
  return id;
}
