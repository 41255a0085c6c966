export const SHELL_PROGRAMS: readonly string[];
export function missingShells(): readonly string[];
export function ensureShells(): void;
