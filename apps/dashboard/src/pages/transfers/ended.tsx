import { Link } from '@tanstack/react-router';
import { buttonLook } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import type { Offer } from './offer.ts';

/** Says that it is the team's now, and leads to it. */
export function Ended({ team, offer }: { readonly team: string; readonly offer: Offer }) {
  const { kind, name, installations } = offer;
  const [first] = installations;
  const look = buttonLook('primary');
  return (
    <>
      <Note>{name} is this team’s now.</Note>
      <div>
        {kind === 'project' && (
          <Link to="/t/$team/projects/$project" params={{ team, project: name }} className={look}>
            Open {name}
          </Link>
        )}
        {kind === 'resource' && first?.resources[0] !== undefined && (
          <Link
            to="/t/$team/resources/$resource"
            params={{ team, resource: first.resources[0].id }}
            className={look}
          >
            Open {name}
          </Link>
        )}
        {kind === 'installation' && first !== undefined && (
          <Link
            to="/t/$team/installations/$installation"
            params={{ team, installation: first.installationId ?? '' }}
            className={look}
          >
            Open {name}
          </Link>
        )}
      </div>
    </>
  );
}
