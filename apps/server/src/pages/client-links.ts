import type { FastifyInstance } from 'fastify';

/**
 * Pages that the protocol's own command line names at an address that is written into it. Whoever puts
 * this host's address before the path finds what is meant.
 *
 * @see docs/vercel-cli.md
 */
export function mountClientLinks(app: FastifyInstance): void {
  for (const [path, page] of Object.entries(pages)) {
    app.get(path, (request, reply) => {
      const { team = '', named = '' } = request.params as Record<string, string>;
      return reply.redirect(page(encodeURIComponent(team), encodeURIComponent(named)));
    });
  }
}

/** What stands for each here, of a team by its slug. */
const pages: Readonly<Record<string, (team: string, named: string) => string>> = {
  '/:team/~/integrations/accept-terms/:named': (team, slug) => `/install/${slug}?teamId=${team}`,
  '/:team/~/stores/integration/:named': (team, store) => `/t/${team}/resources/${store}`,
};
