import bidiFactory, { type Bidi } from 'bidi-js';
import { BoundedCache } from '../bounded-cache.ts';
import type { Typeface } from './fonts.ts';

/** A piece of a line that is drawn at once, in the order in which it is seen. */
export type Run = { readonly text: string; readonly face: Typeface; readonly width: number };

/** One line of text as it is drawn. */
export type Line = {
  readonly runs: readonly Run[];
  readonly width: number;
  /** Whether its text runs from right to left as a whole. */
  readonly isRtl: boolean;
  /** What the line says, where drawing cannot tell: in another order, or a letter that no font has. */
  readonly actual: string | undefined;
};

export type Setting = {
  readonly faces: readonly Typeface[];
  readonly size: number;
  readonly width: number;
};

/** Drawn in place of what no typeface has. */
const REPLACEMENT = '□';

// its types speak of a module, and what Node loads is the function itself
const bidi = (bidiFactory as unknown as () => Bidi)();
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * Sets text into lines of a width, with right-to-left scripts in the order in which they are seen.
 * Characters that command instead of saying something are left out, so that nobody's text can turn
 * around what stands beside it.
 */
export function setText(text: string, setting: Setting): Line[] {
  const paragraphs = text
    .split(/\r\n|\r|\n|\u2028|\u2029/)
    .map((paragraph) => paragraph.replaceAll('\t', ' ').replaceAll(COMMANDS, ''));
  return paragraphs.flatMap((paragraph) => setParagraph(paragraph, setting));
}

/** Control characters, and those that embed, override or isolate directions. */
const COMMANDS = /[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** One character as people see it. */
type Glyph = { readonly text: string; readonly drawn: string; readonly face: Typeface };

function setParagraph(text: string, setting: Setting): Line[] {
  const { size, width } = setting;
  const isRtl = RIGHT_TO_LEFT.test(text) && baseLevelOf(text) === 1;
  const lines: Glyph[][] = [];
  let line: Glyph[] = [];
  let left = 0;
  const begin = () => {
    line = [];
    lines.push(line);
    left = width;
  };
  begin();
  for (const word of wordsOf(text, setting.faces)) {
    const own = widthOf(trimmed(word), size);
    if (own > left && line.length > 0) begin();
    const parts = own > width ? pieceUp(word, setting) : [word];
    for (const [index, part] of parts.entries()) {
      if (index > 0) begin();
      line.push(...part);
      left -= widthOf(part, size);
    }
  }
  return lines.map((each) => lineOf(trimmed(each), { size, isRtl }));
}

/** Parts that a line may end after: words with what separates them, and single ideographs. */
function wordsOf(text: string, faces: readonly Typeface[]): Glyph[][] {
  const words: Glyph[][] = [[]];
  for (const { segment } of graphemes.segment(text)) {
    words.at(-1)?.push(glyphOf(segment, faces));
    if (ENDS_A_WORD.test(segment)) words.push([]);
  }
  return words.filter((word) => word.length > 0);
}

const ENDS_A_WORD =
  /^(?:[\p{Zs}\-/\u200b]|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/u;

function glyphOf(text: string, faces: readonly Typeface[]): Glyph {
  const [usual] = faces;
  if (usual === undefined) throw new Error('text needs a typeface');
  const drawn = text.replaceAll(UNSEEN, '');
  const needed = [...drawn].map((character) => character.codePointAt(0) ?? 0);
  const face = faces.find(({ font }) => needed.every((code) => font.hasGlyphForCodePoint(code)));
  return face === undefined ? { text, drawn: REPLACEMENT, face: usual } : { text, drawn, face };
}

/** What is not seen itself, apart from what joins letters or keeps them apart. */
const UNSEEN = /(?![\u200c\u200d])\p{Default_Ignorable_Code_Point}/gu;

/** A word that is wider than a line, cut between characters. */
function pieceUp(word: readonly Glyph[], { size, width }: Setting): Glyph[][] {
  const pieces: Glyph[][] = [[]];
  let left = width;
  for (const glyph of word) {
    const own = widthOf([glyph], size);
    if (own > left && pieces.at(-1)?.length !== 0) {
      pieces.push([]);
      left = width;
    }
    pieces.at(-1)?.push(glyph);
    left -= own;
  }
  return pieces;
}

function trimmed(glyphs: readonly Glyph[]): readonly Glyph[] {
  const end = glyphs.findLastIndex(({ text }) => !/^\p{Zs}/u.test(text));
  return glyphs.slice(0, end + 1);
}

function widthOf(glyphs: readonly Glyph[], size: number): number {
  return pieces(glyphs).reduce((sum, { text, face }) => sum + measure(text, face, size), 0);
}

function pieces(glyphs: readonly Glyph[]): { text: string; face: Typeface }[] {
  const runs: { text: string; face: Typeface }[] = [];
  for (const { drawn, face } of glyphs) {
    const last = runs.at(-1);
    if (last?.face === face) last.text += drawn;
    else runs.push({ text: drawn, face });
  }
  return runs;
}

/** Words come again and again, and laying one out is what takes time: widths in ems of the newest ones. */
const widths = new BoundedCache<string, number>(10_000);
const longestKept = 64;

function measure(text: string, { name, font }: Typeface, size: number): number {
  if (text === '') return 0;
  const key = `${name} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known * size;
  const width = font.layout(text).advanceWidth / font.unitsPerEm;
  if (text.length <= longestKept) widths.set(key, width);
  return width * size;
}

const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;

function baseLevelOf(text: string): number {
  return bidi.getEmbeddingLevels(text).paragraphs[0]?.level ?? 0;
}

type LineContext = { readonly size: number; readonly isRtl: boolean };

function lineOf(glyphs: readonly Glyph[], { size, isRtl }: LineContext): Line {
  const said = glyphs.map(({ text }) => text).join('');
  const isReplaced = glyphs.some(
    ({ text, drawn }) => drawn === REPLACEMENT && text !== REPLACEMENT,
  );
  const isTurned = isRtl || RIGHT_TO_LEFT.test(said);
  const seen = isTurned ? asSeen(glyphs, isRtl) : pieces(glyphs);
  const runs = seen
    .filter(({ text }) => text !== '')
    .map(({ text, face }) => ({ text, face, width: measure(text, face, size) }));
  const width = runs.reduce((sum, run) => sum + run.width, 0);
  return { runs, width, isRtl, actual: isTurned || isReplaced ? said : undefined };
}

type Levelled = { text: string; readonly face: Typeface; readonly level: number };

/** The pieces of a line from left to right. The typeface turns those of right-to-left scripts itself. */
function asSeen(glyphs: readonly Glyph[], isRtl: boolean): { text: string; face: Typeface }[] {
  const text = glyphs.map(({ drawn }) => drawn).join('');
  const { levels } = bidi.getEmbeddingLevels(text, isRtl ? 'rtl' : 'ltr');
  const runs: Levelled[] = [];
  let at = 0;
  for (const { drawn, face } of glyphs) {
    const level = levels[at] ?? 0;
    const last = runs.at(-1);
    if (last?.face === face && last.level === level) last.text += drawn;
    else runs.push({ text: drawn, face, level });
    at += drawn.length;
  }
  return turned(runs).map(({ text: run, face, level }) => ({
    text: level % 2 ? facing(run) : run,
    face,
  }));
}

/** Reverses what is deepest first, as the rule L2 of the Unicode Bidirectional Algorithm says. */
function turned(runs: readonly Levelled[]): readonly Levelled[] {
  const order = [...runs];
  const deepest = Math.max(0, ...order.map(({ level }) => level));
  for (let level = deepest; level >= 1; level--) {
    for (let start = 0; start < order.length; start++) {
      let end = start;
      while (end < order.length && (order[end]?.level ?? 0) >= level) end += 1;
      if (end === start) continue;
      order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = end;
    }
  }
  return order;
}

/** Brackets of a right-to-left piece face the other way; a piece without letters has no script to turn it. */
function facing(run: string): string {
  const mirrored = [...run].map((character) => bidi.getMirroredCharacter(character) ?? character);
  return RIGHT_TO_LEFT.test(run) ? mirrored.join('') : mirrored.reverse().join('');
}
