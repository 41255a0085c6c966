export function findRouter(): string[];
export function flawsInPage(mostLetters: number): string[];
