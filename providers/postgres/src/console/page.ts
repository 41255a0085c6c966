const style = `:root { color-scheme: light dark } body { max-width: 46rem; margin: 3rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere } dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1.5rem } dt { font-weight: 600 } dd { margin: 0 }`;

export type Section = {
  readonly heading: string;
  readonly link?: string;
  readonly facts: readonly (readonly [string, string])[];
};

export type ConsolePage = {
  readonly title: string;
  readonly intro: string;
  readonly sections?: readonly Section[];
};

/** A page of the console. Whatever a team has named stands in it as text. */
export function pageResponse({ title, intro, sections = [] }: ConsolePage, status = 200): Response {
  const body = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title><style>${style}</style></head>
<body><main><h1>${escaped(title)}</h1><p>${escaped(intro)}</p>
${sections.map(sectionOf).join('\n')}
</main></body></html>
`;
  return new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    },
  });
}

function sectionOf({ heading, link, facts }: Section): string {
  const title = link ? `<a href="${escaped(link)}">${escaped(heading)}</a>` : escaped(heading);
  const rows = facts.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`);
  return `<section><h2>${title}</h2><dl>${rows.join('')}</dl></section>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
