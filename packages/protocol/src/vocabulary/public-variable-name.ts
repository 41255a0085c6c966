/** What frameworks look for before they build a variable's value into code that browsers load. */
export const publicVariablePrefixes = [
  'NEXT_PUBLIC_',
  'VITE_',
  'PUBLIC_',
  'REACT_APP_',
  'NUXT_PUBLIC_',
  'NUXT_ENV_',
  'EXPO_PUBLIC_',
  'GATSBY_',
  'VUE_APP_',
  'NG_APP_',
  'REDWOOD_ENV_',
  'SANITY_STUDIO_',
  'STORYBOOK_',
  'SNOWPACK_PUBLIC_',
] as const;

/** Says whether some framework would show a variable of this name to every visitor, so that a secret there is flagged. */
export function isPublicVariableName(name: string): boolean {
  return publicVariablePrefixes.some((prefix) => name.startsWith(prefix));
}
