const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
// only what is beyond ASCII needs to be taken apart, and most is not
let graphemes: Intl.Segmenter | undefined;

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  if (isPlain(text)) return text.length;
  let width = 0;
  for (const character of charactersOf(text)) width += widthOfCharacter(character);
  return width;
}

/** As much of a text as goes into so many columns; an ellipsis stands for the rest. */
export function shortened(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  let kept = '';
  let left = columns - 1;
  for (const character of charactersOf(text)) {
    left -= widthOfCharacter(character);
    if (left < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

function isPlain(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

function* charactersOf(text: string): Iterable<string> {
  if (isPlain(text)) return yield* text;
  graphemes ??= new Intl.Segmenter();
  for (const { segment } of graphemes.segment(text)) yield segment;
}

function widthOfCharacter(character: string): number {
  return WIDE.test(character) ? 2 : 1;
}
