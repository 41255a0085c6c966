import { setImmediate as breathe } from 'node:timers/promises';
import type { DocumentLine, InvoiceDocument, Party } from '@kontor/core';
import {
  type Column,
  createSheet,
  fullWidth,
  heightOf,
  type Look,
  type SetLine,
  type Sheet,
} from './sheet.ts';
import { addressOf, currencyNote, dollars, factsOf, notesOf, titleOf } from './words.ts';

const looks = {
  title: { size: 17, isBold: true },
  heading: { size: 8, isQuiet: true },
  strong: { size: 9.5, isBold: true },
  text: { size: 9.5 },
  small: { size: 8, isQuiet: true },
} as const satisfies Record<string, Look>;

const half = fullWidth.width / 2 - 12;
const sides = {
  left: { x: fullWidth.x, width: half },
  right: { x: fullWidth.x + half + 24, width: half },
} as const satisfies Record<string, Column>;

const right = fullWidth.x + fullWidth.width;
const columns = {
  description: { x: fullWidth.x, width: 250 },
  quantity: { x: right - 235, width: 75, isRight: true },
  price: { x: right - 150, width: 70, isRight: true },
  amount: { x: right - 70, width: 70, isRight: true },
  label: { x: fullWidth.x, width: fullWidth.width - 80, isRight: true },
} as const satisfies Record<string, Column>;

type Cell = {
  readonly column: Column;
  readonly lines: readonly SetLine[];
  readonly tag: 'TH' | 'TD';
};

/** Rows after which others get their turn: a document may have tens of thousands. */
const ROWS_AT_ONCE = 20;

/**
 * A document as a PDF that can be filed: its fonts are inside, its text can be copied and searched,
 * and the same document is always the same bytes.
 */
export async function pdfDocument(document: InvoiceDocument): Promise<Buffer> {
  const title = titleOf(document);
  const { seller, buyer } = document.parties;
  const sheet = createSheet({ title, author: seller.name, at: document.issuedAt });
  paragraph(sheet, 'H1', title, looks.title);
  sheet.down(10);
  beside(sheet, [
    partyLines(sheet, 'From', seller, sides.left),
    partyLines(sheet, 'To', buyer, sides.right),
  ]);
  sheet.down(12);
  for (const [name, value] of factsOf(document)) fact(sheet, name, value);
  if (document.memo !== null) {
    sheet.down(6);
    paragraph(sheet, 'P', document.memo, looks.text);
  }
  sheet.down(14);
  await table(sheet, document);
  sheet.down(10);
  paragraph(sheet, 'P', currencyNote, looks.small);
  return sheet.finish((page, of) => `${title} · page ${page} of ${of}`);
}

function paragraph(sheet: Sheet, tag: string, text: string, look: Look): void {
  const element = sheet.element(tag, sheet.root);
  for (const line of sheet.set(text, look, fullWidth)) {
    if (sheet.isFull(heightOf(look))) sheet.turn();
    sheet.draw(element, line, fullWidth, sheet.y());
    sheet.down(heightOf(look));
  }
  element.end();
}

type Block = { readonly column: Column; readonly lines: readonly SetLine[] };

function partyLines(sheet: Sheet, heading: string, who: Party, column: Column): Block {
  const lines = [
    ...sheet.set(heading, looks.heading, column),
    ...sheet.set(who.name, looks.strong, column),
    ...addressOf(who).flatMap((text) => sheet.set(text, looks.text, column)),
  ];
  return { column, lines };
}

/** Draws blocks side by side, each as a section. */
function beside(sheet: Sheet, blocks: readonly Block[]): void {
  const top = sheet.y();
  let lowest: number = top;
  for (const { column, lines } of blocks) {
    const element = sheet.element('P', sheet.root);
    let y = top;
    for (const line of lines) {
      sheet.draw(element, line, column, y);
      y += heightOf(line.look);
    }
    element.end();
    lowest = Math.max(lowest, y);
  }
  sheet.moveTo(lowest);
}

function fact(sheet: Sheet, name: string, value: string): void {
  const nameColumn = { x: fullWidth.x, width: 100 };
  const valueColumn = { x: fullWidth.x + 104, width: fullWidth.width - 104 };
  const element = sheet.element('P', sheet.root);
  const lines = sheet.set(value, looks.text, valueColumn);
  for (const [index, line] of lines.entries()) {
    if (sheet.isFull(heightOf(looks.text))) sheet.turn();
    const [label] = index === 0 ? sheet.set(name, looks.text, nameColumn) : [];
    if (label)
      sheet.draw(
        element,
        { ...label, look: { ...looks.text, isQuiet: true } },
        nameColumn,
        sheet.y(),
      );
    sheet.draw(element, line, valueColumn, sheet.y());
    sheet.down(heightOf(looks.text));
  }
  element.end();
}

async function table(sheet: Sheet, { lines, sums }: InvoiceDocument): Promise<void> {
  const element = sheet.element('Table', sheet.root);
  const head = () => {
    row(sheet, element, headCells(sheet));
    sheet.rule(1);
    sheet.down(4);
  };
  head();
  for (const [index, line] of lines.entries()) {
    row(sheet, element, cellsOf(sheet, line), head);
    sheet.down(2);
    sheet.rule();
    sheet.down(4);
    if (index % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await breathe();
  }
  for (const { label, amount, isMain = false } of sums) {
    const look = isMain ? looks.strong : looks.text;
    row(sheet, element, [
      { column: columns.label, lines: sheet.set(label, look, columns.label), tag: 'TH' },
      {
        column: columns.amount,
        lines: sheet.set(dollars(amount), look, columns.amount),
        tag: 'TD',
      },
    ]);
  }
  element.end();
}

function headCells(sheet: Sheet): Cell[] {
  const cell = (text: string, column: Column): Cell => ({
    column,
    lines: sheet.set(text, looks.heading, column),
    tag: 'TH',
  });
  return [
    cell('Description', columns.description),
    cell('Quantity', columns.quantity),
    cell('Price', columns.price),
    cell('Amount', columns.amount),
  ];
}

function cellsOf(sheet: Sheet, line: DocumentLine): Cell[] {
  const { name, quantity, price, amount } = line;
  const number = (text: string, column: Column): Cell => ({
    column,
    lines: sheet.set(text, looks.text, column),
    tag: 'TD',
  });
  const description = [
    ...sheet.set(name, looks.text, columns.description),
    ...notesOf(line).flatMap((note) => sheet.set(note, looks.small, columns.description)),
  ];
  return [
    { column: columns.description, lines: description, tag: 'TH' },
    number(quantity ?? '', columns.quantity),
    number(price === null ? '' : dollars(price), columns.price),
    number(dollars(amount), columns.amount),
  ];
}

/** Draws cells side by side, over as many pages as the longest takes; each page begins with the head. */
function row(
  sheet: Sheet,
  table: PDFKit.PDFStructureElement,
  cells: readonly Cell[],
  head: () => void = () => {},
): void {
  const element = sheet.element('TR', table);
  const drawn = cells.map((cell) => ({ ...cell, element: sheet.element(cell.tag, element) }));
  const count = Math.max(...cells.map(({ lines }) => lines.length));
  for (let index = 0; index < count; index++) {
    const looking = cells.flatMap(({ lines }) => lines[index]?.look ?? []);
    const height = Math.max(...looking.map(heightOf));
    if (sheet.isFull(height)) {
      sheet.turn();
      head();
    }
    for (const { lines, column, element: cell } of drawn) {
      const line = lines[index];
      if (line) sheet.draw(cell, line, column, sheet.y());
    }
    sheet.down(height);
  }
  for (const { element: cell } of drawn) cell.end();
  element.end();
}
