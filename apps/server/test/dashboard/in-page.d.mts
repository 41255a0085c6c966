export function findRouter(): string[];
export function partsOfPage(): string[];
export function flawsInPage(mostLetters: number): string[];
