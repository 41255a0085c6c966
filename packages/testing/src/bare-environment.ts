/**
 * What a program of Node needs to run at all, for tests that start one with variables of their own:
 * where programs are, and what was compiled for those before it.
 */
export function bareEnvironment(): { readonly PATH: string; readonly NODE_COMPILE_CACHE?: string } {
  // biome-ignore lint/style/noProcessEnv: it is what the run of the tests was given
  const { PATH = '', NODE_COMPILE_CACHE: compiled } = process.env;
  return { PATH, ...(compiled !== undefined && { NODE_COMPILE_CACHE: compiled }) };
}
