import { useQuery } from '@tanstack/react-query';
import { Navigate, useParams } from '@tanstack/react-router';
import { call } from '../../api/call.ts';
import { Problem } from '../../api/problem.ts';
import { signInAddress } from '../../api/session.ts';
import { useMe } from '../../shell/use-team.ts';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';

/** Leads from the address of an installation, as its provider knows it, to its page. */
export function FoundInstallationPage() {
  const { installation } = useParams({ from: '/installations/$installation' });
  return (
    <Found
      of={installation}
      isIn={(team) => call('getTeamInstallation', { params: { team, installation } })}
      page={(team) => `/t/${team}/installations/${installation}`}
    />
  );
}

/** The same for a project, as webhooks name its page. */
export function FoundProjectPage() {
  const { project } = useParams({ from: '/projects/$project' });
  return (
    <Found
      of={project}
      isIn={(team) => call('getProject', { params: { team, project } })}
      page={(team) => `/t/${team}/projects/${project}`}
    />
  );
}

type FoundProps = {
  readonly of: string;
  /** Throws where it is not in this team. */
  readonly isIn: (team: string) => Promise<unknown>;
  readonly page: (team: string) => string;
};

/** Asks each team of whoever looks, because the address names none. */
function Found({ of, isIn, page }: FoundProps) {
  const me = useMe();
  const found = useQuery({
    queryKey: ['found', of, me.data?.teams.map(({ slug }) => slug)],
    enabled: me.data !== undefined,
    queryFn: async () => {
      const slugs = me.data?.teams.map(({ slug }) => slug) ?? [];
      const asked = await Promise.all(slugs.map((slug) => isIn(slug).then(() => slug, missing)));
      return { team: asked.find((slug) => slug !== undefined) };
    },
  });
  if (me.error instanceof Problem && me.error.isSignedOut) {
    location.assign(signInAddress());
    return null;
  }
  return (
    <main>
      <QueryView query={me}>
        {() => (
          <QueryView query={found}>
            {({ team }) =>
              team === undefined ? <Missing /> : <Navigate to={page(team)} replace />
            }
          </QueryView>
        )}
      </QueryView>
    </main>
  );
}

function Missing() {
  return (
    <Page title="Not found">
      <Empty title="This is not here">
        None of your teams has it. Whoever sent you the link can invite you to theirs.
      </Empty>
    </Page>
  );
}

/** What is another team's is not found; anything else is a failure that has to be told. */
function missing(error: unknown): undefined {
  if (error instanceof Problem && [403, 404].includes(error.status)) return undefined;
  throw error;
}
