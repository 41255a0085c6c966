export function findRouter(): string[];
export function nextPicture(width: number | undefined): Promise<void>;
export function partsOfPage(): string[];
export function flawsInPage(mostLetters: number): string[];
export function focusInPage(): {
  readonly called: string;
  readonly isAnywhere: boolean;
  readonly isSeen: boolean;
};
