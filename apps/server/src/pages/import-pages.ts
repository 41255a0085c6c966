import type { FastifyInstance } from 'fastify';
import { html } from '../http/html.ts';
import type { Callers } from '../http/principal.ts';
import { IMPORT_RETURN_PATH } from '../import/begin-import.ts';
import type { CompleteImport } from '../import/complete-import.ts';
import { sendPage, sendRefusalPage } from './page.ts';
import { fieldOf, forPerson } from './visitor.ts';

export type ImportPagesPorts = {
  readonly callers: Pick<Callers, 'authenticate'>;
  readonly completeImport: CompleteImport;
};

const DONE = '/import/complete';

/** Where a provider sends a browser back to, and what the person sees then. @see spec/partner-api.md §8.1 */
export function mountImportPages(
  app: FastifyInstance,
  { callers, completeImport }: ImportPagesPorts,
): void {
  const complete = forPerson(callers, async ({ userId }, request, reply) => {
    const field = (name: string) => fieldOf(request.query, name) ?? '';
    const completed = await completeImport({
      userId,
      installationId: field('installation_id'),
      resourceId: field('resource_id'),
      state: field('state'),
    });
    if (!completed.ok) return sendRefusalPage(reply, completed.error);
    const { id, name } = completed.value;
    return reply.redirect(`${DONE}?${new URLSearchParams({ resource: id, name })}`, 302);
  });
  app.get(IMPORT_RETURN_PATH, complete);
  app.get(IMPORT_RETURN_PATH.replace(/^\/api/, ''), complete);
  app.get(DONE, async (request, reply) => {
    const name = fieldOf(request.query, 'name') ?? 'Your resource';
    const body = html`<p>${name} is in your team now. It is used like any other: connect it to a project.</p>
<p class="quiet">You can close this page.</p>`;
    return sendPage(reply, { title: 'Imported', body });
  });
}
