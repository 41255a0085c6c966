import PdfDocument from 'pdfkit';
import { openFonts, type Typeface } from './fonts.ts';
import { type Line, setText } from './set-text.ts';

/** How a piece of text looks. Sizes and widths are in points. */
export type Look = { readonly size: number; readonly isBold?: boolean; readonly isQuiet?: boolean };

export type Column = { readonly x: number; readonly width: number; readonly isRight?: boolean };

export type SetLine = Line & { readonly look: Look };

type Element = PDFKit.PDFStructureElement;

/** Sides of the paper, which is A4, and of what is printed on it. */
export const paper = { width: 595.28, height: 841.89, margin: 50, bottom: 780 } as const;
export const fullWidth: Column = { x: paper.margin, width: paper.width - 2 * paper.margin };

const lineHeight = 1.36;
const ink = '#1b1f24';
const quietInk = '#57606a';

/**
 * Paper that text is set on from top to bottom, page after page. Every piece belongs to an element of
 * the document's structure, so that it can be read aloud and copied.
 */
export function createSheet(info: { readonly title: string; readonly author: string; at: Date }) {
  const doc = new PdfDocument({
    size: 'A4',
    margin: 0,
    bufferPages: true,
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: 'en',
    displayTitle: true,
    info: { Title: info.title, Author: info.author, CreationDate: info.at, ModDate: info.at },
  });
  const bytes = collect(doc);
  const fonts = openFonts();
  const root = doc.struct('Document');
  doc.addStructure(root);
  let y: number = paper.margin;

  const facesOf = ({ isBold }: Look) => (isBold ? fonts.bold : fonts.regular);

  return {
    root,
    element: (tag: string, parent: Element): Element => {
      const element = doc.struct(tag);
      parent.add(element);
      return element;
    },
    set: (text: string, look: Look, column: Column): SetLine[] =>
      setText(text, { faces: facesOf(look), size: look.size, width: column.width }).map((line) => ({
        ...line,
        look,
      })),
    /** Draws a line at a height, as a part of an element. */
    draw: (element: Element, line: SetLine, column: Column, at: number): void => {
      element.add(() => drawLine(doc, line, column, at));
    },
    y: () => y,
    moveTo: (to: number) => {
      y = to;
    },
    down: (by: number) => {
      y += by;
    },
    isFull: (height: number) => y + height > paper.bottom,
    turn: () => {
      doc.addPage();
      y = paper.margin;
    },
    rule: (width = 0.5) => {
      doc.markContent('Artifact', { type: 'Layout' });
      const right = fullWidth.x + fullWidth.width;
      doc.lineWidth(width).moveTo(fullWidth.x, y).lineTo(right, y).stroke('#c5cbd3');
      doc.endMarkedContent();
    },
    /** Numbers the pages, ends the file, and answers it. */
    finish: async (footer: (page: number, of: number) => string): Promise<Buffer> => {
      root.end();
      const { count } = doc.bufferedPageRange();
      for (let page = 0; page < count; page++) {
        doc.switchToPage(page);
        doc.markContent('Artifact', { type: 'Pagination' });
        const look = { size: 8, isQuiet: true };
        const [line] = setText(footer(page + 1, count), {
          faces: facesOf(look),
          size: look.size,
          width: fullWidth.width,
        });
        if (line) drawLine(doc, { ...line, look }, fullWidth, paper.bottom + 22);
        doc.endMarkedContent();
      }
      doc.end();
      return bytes;
    },
  };
}

export type Sheet = ReturnType<typeof createSheet>;

export function heightOf({ size }: Look): number {
  return size * lineHeight;
}

function drawLine(doc: PDFKit.PDFDocument, line: SetLine, column: Column, y: number): void {
  const { look, actual } = line;
  const isRight = column.isRight ?? line.isRtl;
  let x = isRight ? column.x + column.width - line.width : column.x;
  doc.fontSize(look.size).fillColor(look.isQuiet ? quietInk : ink);
  if (actual !== undefined) doc.markContent('Span', { actual } as PDFKit.Mixins.MarkingOptions);
  for (const { text, face, width } of line.runs) {
    useFace(doc, face);
    // with features named, a run is laid out as a whole, and its script turns it where it has to be
    doc.text(text, x, y, { lineBreak: false, features: ['kern'] });
    x += width;
  }
  if (actual !== undefined) doc.endMarkedContent();
}

function useFace(doc: PDFKit.PDFDocument, { path }: Typeface): void {
  doc.font(path);
}

function collect(doc: PDFKit.PDFDocument): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
  });
}
