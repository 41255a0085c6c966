import { createHash } from 'node:crypto';
import type { DocumentLine, DocumentSum, InvoiceDocument, Party } from '@kontor/core';
import { Html, html } from '../http/html.ts';
import { addressOf, currencyNote, dollars, factsOf, notesOf, titleOf } from './words.ts';

/**
 * A document as a page that needs nothing else: it can be kept as a file, read aloud, and printed.
 * What people and providers wrote stays text, in whichever direction it is written.
 */
export function htmlDocument(document: InvoiceDocument): string {
  const title = titleOf(document);
  const { seller, buyer } = document.parties;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<div class="parties">
${party('From', seller)}
${party('To', buyer)}
</div>
<dl>
${factsOf(document).map(([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>\n`)}</dl>
${memo(document)}<table>
<caption>What is billed</caption>
<thead><tr><th scope="col">Description</th><th scope="col" class="number">Quantity</th><th scope="col" class="number">Price</th><th scope="col" class="number">Amount</th></tr></thead>
<tbody>
${document.lines.map(line)}</tbody>
<tfoot>
${document.sums.map(sum)}</tfoot>
</table>
<p class="quiet">${currencyNote}</p>
</main>
</body>
</html>
`.text;
}

function party(heading: string, who: Party): Html {
  const lines = addressOf(who).map((text) => html`<br><bdi>${text}</bdi>`);
  return html`<section><h2>${heading}</h2><address><strong><bdi>${who.name}</bdi></strong>${lines}</address></section>`;
}

function memo({ memo: text }: InvoiceDocument): Html {
  return text === null ? html`` : html`<p class="memo" dir="auto">${text}</p>\n`;
}

function line(each: DocumentLine): Html {
  const notes = notesOf(each).map((text) => html`<p class="quiet" dir="auto">${text}</p>`);
  return html`<tr><th scope="row"><span dir="auto">${each.name}</span>${notes}</th><td class="number"><bdi>${each.quantity ?? ''}</bdi></td><td class="number">${each.price === null ? '' : dollars(each.price)}</td><td class="number">${dollars(each.amount)}</td></tr>\n`;
}

function sum({ label, amount, isMain }: DocumentSum): Html {
  return html`<tr${new Html(isMain ? ' class="main"' : '')}><th scope="row" colspan="3">${label}</th><td class="number">${dollars(amount)}</td></tr>\n`;
}

const STYLE = `
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #fff; }
main { max-width: 52rem; margin: 0 auto; padding: 2.5rem 1.5rem; }
h1 { margin: 0 0 1.5rem; font-size: 1.5rem; line-height: 1.3; overflow-wrap: anywhere; }
h2 { margin: 0 0 .25rem; font-size: .875rem; color: #57606a; }
.parties { display: flex; flex-wrap: wrap; gap: 1.5rem 3rem; margin: 0 0 1.5rem; }
.parties section { flex: 1 1 16rem; }
address { font-style: normal; overflow-wrap: anywhere; }
dl { display: flex; flex-wrap: wrap; gap: .75rem 2.5rem; margin: 0 0 1.5rem; }
dt { font-size: .875rem; color: #57606a; }
dd { margin: 0; overflow-wrap: anywhere; }
.memo { white-space: pre-wrap; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
caption { padding: 0 0 .5rem; font-weight: 600; text-align: left; }
th, td { padding: .5rem .5rem .5rem 0; font-weight: 400; text-align: left; vertical-align: top; border-bottom: 1px solid #c5cbd3; overflow-wrap: anywhere; }
thead th { font-size: .875rem; color: #57606a; }
thead .number { width: 16%; }
th p { margin: .125rem 0 0; white-space: pre-wrap; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
tfoot th { text-align: right; }
tfoot .main > * { font-weight: 700; border-bottom-width: 2px; }
.quiet { font-size: .875rem; color: #57606a; }
@media screen and (max-width: 36rem) {
  table { table-layout: auto; }
  .number { white-space: nowrap; overflow-wrap: normal; }
}
@page { margin: 18mm 16mm; }
@media print {
  main { max-width: none; padding: 0; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  tfoot tr { break-inside: avoid; }
}
`;

/** What a browser that opens the page may do: show it, and nothing else. */
export const htmlPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');
