import type { Session } from '../session.ts';
import type { Candidate } from './candidates.ts';
import type { TypedLine } from './typed-line.ts';

/** Asks the host, or this machine, what there is. */
export type List = (session: Session, line: TypedLine) => Promise<readonly Candidate[]>;

/** What there is, by what is meant. Of the calls only that is loaded which one list needs. */
export const lists: Readonly<Record<string, List>> = {
  host: async ({ settings }) =>
    Object.entries((await settings.read()).hosts).map(([value, { as = '' }]) => ({
      value,
      description: as,
    })),
  team: async ({ call }) => {
    const { listTeams } = await import('@kontor/protocol/kontor/team');
    const { body } = await call(listTeams, {});
    return body.teams.map(({ slug, name }) => ({ value: slug, description: name }));
  },
  project: async ({ call, team }) => {
    const params = { team: await team() };
    const { listProjects } = await import('@kontor/protocol/kontor/project');
    const { body } = await call(listProjects, { params });
    return body.projects.map(({ name, id }) => ({ value: name, description: id }));
  },
  resource: async ({ call, team }) => {
    const params = { team: await team() };
    const { listResources } = await import('@kontor/protocol/kontor/resource');
    const { body } = await call(listResources, { params });
    return body.resources.map(({ name, product }) => ({ value: name, description: product.name }));
  },
  environment: async (session, line) => [
    ...usualEnvironments,
    // what was found already must not be lost with what was not
    ...(await customEnvironments(session, line).catch(() => [])),
  ],
  installation: async ({ call, team }) => {
    const params = { team: await team() };
    const { listInstallations } = await import('@kontor/protocol/kontor/installation');
    const { body } = await call(listInstallations, { params });
    const slugs = body.installations.map(({ integration }) => integration.slug);
    return [...new Set(slugs)].map((value) => ({ value, description: '' }));
  },
  listing: async ({ call }) => {
    const { listCatalog } = await import('@kontor/protocol/kontor/catalog');
    const { body } = await call(listCatalog, {});
    return body.integrations.map(({ slug, name }) => ({ value: slug, description: name }));
  },
  product: async ({ call }) => {
    const { listCatalog } = await import('@kontor/protocol/kontor/catalog');
    const { body } = await call(listCatalog, {});
    return body.integrations.flatMap(({ slug, products }) =>
      products.map((product) => ({ value: `${slug}/${product.slug}`, description: product.name })),
    );
  },
  published: async ({ call, team }) => {
    const params = { team: await team() };
    const { listIntegrations } = await import('@kontor/protocol/kontor/integration');
    const { body } = await call(listIntegrations, { params });
    return body.integrations.map(({ slug, name }) => ({ value: slug, description: name }));
  },
};

const usualEnvironments = ['production', 'preview', 'development'].map((value) => ({
  value,
  description: '',
}));

/** Those that the project has beside the three of every project. */
async function customEnvironments({ call, team }: Session, line: TypedLine) {
  const project = line.options.project ?? argumentOf(line, 'project');
  if (project === undefined) return [];
  const params = { team: await team(), project };
  const { listEnvironments } = await import('@kontor/protocol/kontor/environment');
  const { body } = await call(listEnvironments, { params });
  return body.environments
    .map(({ slug }) => ({ value: slug, description: 'custom' }))
    .filter(({ value }) => usualEnvironments.every((usual) => usual.value !== value));
}

function argumentOf({ command, args }: TypedLine, name: string): string | undefined {
  const at = Object.keys(command?.args.shape ?? {}).indexOf(name);
  return at < 0 ? undefined : args[at];
}
