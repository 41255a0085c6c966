import { html } from '../http/html.ts';

/** What a mail says, before it is text or markup. */
export type Letter = {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  /** The one thing that it asks to do. */
  readonly action?: { readonly name: string; readonly url: string };
  /** Why somebody gets it, and what to do who does not want it. */
  readonly why: string;
};

/** A letter for programs that show text alone, and for those that show markup. */
export type WrittenLetter = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
};

/** Whatever people have typed is text in both, and stays on the line that it stands on. */
export function written({ subject, paragraphs, action, why }: Letter): WrittenLetter {
  const parts = [
    ...paragraphs.map(onOneLine),
    ...(action ? [`${action.name}:\n${action.url}`] : []),
  ];
  const markup = html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${onOneLine(subject)}</title></head>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 34rem">
${paragraphs.map((paragraph) => html`<p>${onOneLine(paragraph)}</p>\n`)}
${action && html`<p><a href="${action.url}">${action.name}</a></p>\n<p>If that does not open, copy this address: ${action.url}</p>`}
<p style="font-size: 14px">${onOneLine(why)}</p>
</body>
</html>
`;
  return {
    subject: onOneLine(subject),
    text: `${parts.join('\n\n')}\n\n-- \n${onOneLine(why)}\n`,
    html: markup.text,
  };
}

/** A day as letters name it: whoever reads it may be anywhere, so the zone stands beside it. */
export function dayOf(at: Date): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
    .format(at)
    .concat(' (UTC)');
}

function onOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
