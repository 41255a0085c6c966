import { env } from 'node:process';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What a program of Node needs to run at all, for tests that start one with variables of their own:
 * where programs are, and what was compiled for those before it.
 */
export function bareEnvironment({
  PATH = '',
  NODE_COMPILE_CACHE: compiled,
}: Environment = env): Readonly<Record<string, string>> & { readonly PATH: string } {
  return { PATH, ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }) };
}
