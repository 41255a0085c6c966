import { Link } from '@tanstack/react-router';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Empty } from '../../ui/empty.tsx';

/** Why there is nothing to buy a balance for, and where that is found. */
export function NothingPrepaid() {
  return (
    <Empty title="Nothing here is paid before it is used" action={<ToCatalogue />}>
      A balance belongs to a plan that is paid in advance, and the team has none. Such a plan is
      chosen when a resource is made, or on its page by <em>Change plan</em>.
    </Empty>
  );
}

/** Where one sees which plans are paid in advance. */
export function ToCatalogue() {
  return (
    <Link to="/t/$team/catalog" params={{ team: useTeamSlug() }} className="text-accent underline">
      Look for one in the catalogue
    </Link>
  );
}
