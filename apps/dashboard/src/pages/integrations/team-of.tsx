import { Link } from '@tanstack/react-router';
import { TestBadge } from '../../ui/test-badge.tsx';
import { useIntegrationParams } from './integration-frame.tsx';

/** Whose an installation is, which leads to its page. */
export function TeamOf({
  installation: { id, team, isTest },
}: {
  readonly installation: {
    readonly id: string;
    readonly team: { readonly name: string | null };
    readonly isTest: boolean;
  };
}) {
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Link
        to="/t/$team/integrations/$integration/installations/$installation"
        params={{ ...useIntegrationParams(), installation: id }}
        className="text-accent underline wrap-anywhere"
      >
        {team.name ?? 'A team that is gone'}
      </Link>
      {isTest && <TestBadge />}
    </span>
  );
}
