import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';

export type DocsPorts = {
  /** Where the pages lie, as Markdown. */
  readonly folder: string;
  /** The host's public address. */
  readonly url: string;
};

type DocsPage = { readonly path: string; readonly title: string; readonly text: string };

/**
 * Serves the guides as the Markdown that they are, the schemas beside them, and `/llms.txt`, which tells programs that read what
 * there is.
 *
 * @see https://llmstxt.org
 */
export function mountDocs(app: FastifyInstance, { folder, url }: DocsPorts): void {
  const pages = readPages(folder);
  for (const { path, text } of pages) serve(app, path, 'text/markdown', text);
  for (const name of globSync('*.schema.json', { cwd: folder })) {
    serve(
      app,
      `/docs/${name}`,
      'application/schema+json',
      readFileSync(join(folder, name), 'utf8'),
    );
  }
  serve(app, '/llms.txt', 'text/plain', contentsOf(pages, url));
}

function readPages(folder: string): readonly DocsPage[] {
  return globSync('**/*.md', { cwd: folder })
    .sort()
    .map((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      const title = /^# (.+)$/m.exec(text)?.[1] ?? name;
      return { path: `/docs/${name}`, title, text };
    });
}

function contentsOf(pages: readonly DocsPage[], url: string): string {
  const at = (path: string) => new URL(path, url).href;
  const link = ({ title, path }: Omit<DocsPage, 'text'>) => `- [${title}](${at(path)})`;
  const isDecision = ({ path }: DocsPage) => path.startsWith('/docs/adr/');
  return `# Kontor

> A marketplace in which teams install integrations, provision resources such as databases, and connect
> them to projects, by dashboard, command line, REST API, or tools for coding agents.

## Interfaces

- [Tools for coding agents](${at('/mcp')}): the Model Context Protocol, to a bearer token
- [The API](${at('/openapi.json')}): OpenAPI 3.1 of everything that is answered here
- [What the command line prints with \`--json\`](${at('/docs/cli.schema.json')}): JSON Schema of every command
- [What \`kontor.yaml\` may say](${at('/docs/kontor.yaml.schema.json')}): JSON Schema of the file that \`kontor plan\` reads
- [The API for providers](${at('/openapi/partner.json')}): what an integration implements

## Guides

${pages
  .filter((page) => !isDecision(page))
  .map(link)
  .join('\n')}

## Optional

${pages.filter(isDecision).map(link).join('\n')}
`;
}

function serve(app: FastifyInstance, path: string, type: string, text: string): void {
  app.get(path, async (_request, reply) =>
    reply
      .headers({ 'content-type': `${type}; charset=utf-8`, 'cache-control': 'public, max-age=300' })
      .send(text),
  );
}
