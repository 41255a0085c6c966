export function missingShells(): readonly string[];
export function ensureShells(): void;
