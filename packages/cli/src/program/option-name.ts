/** The name of an option as it is typed: `acceptAll` is `accept-all`. */
export function optionName(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
