import type { Actor, Event } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { useTeamSlug } from '../../shell/use-team.ts';
import type { Names } from './use-names.ts';

/** Who did something, and through what. */
export function WhoText({ actor, names }: { readonly actor: Actor; readonly names: Names }) {
  const { who, through } = saidOf(actor, names);
  return (
    <>
      {who}
      {through !== undefined && <span className="block text-xs text-muted">{through}</span>}
    </>
  );
}

export function saidOf(
  actor: Actor,
  names: Names,
): { readonly who: string; readonly through?: string } {
  switch (actor.kind) {
    case 'person': {
      const who = names.of(actor.userId) ?? 'A former member';
      if (actor.agent !== undefined) return { who, through: `through agent ${actor.agent}` };
      if (actor.serviceId !== undefined) return { who, through: 'through the platform' };
      return actor.tokenId === undefined ? { who } : { who, through: 'with a token' };
    }
    case 'machine':
      return { who: names.of(actor.tokenId) ?? 'A machine', through: 'with a token of the team' };
    case 'service':
      return { who: 'The platform', through: 'with a token of its service' };
    case 'provider':
      return { who: names.of(actor.installationId) ?? 'A provider', through: 'as provider' };
    case 'system':
      return { who: 'Kontor', through: 'by itself' };
  }
}

/** Where the pages of a noun are, below a team. */
const pages: Readonly<Record<string, string>> = {
  project: 'projects',
  resource: 'resources',
  installation: 'installations',
};

/** What an event was about: by name and with its page, where it still has both. */
export function SubjectText({ event, names }: { readonly event: Event; readonly names: Names }) {
  const team = useTeamSlug();
  const about = Object.entries(event.subject).filter(([noun]) => noun !== 'team');
  const { name } = event.data;
  if (about.length === 0) return typeof name === 'string' ? name : 'the team';
  return (
    <ul>
      {about.map(([noun, id]) => {
        const known = names.of(id);
        const page = pages[noun];
        return (
          <li key={noun}>
            <span className="text-muted">{noun}</span>{' '}
            {known !== undefined && page !== undefined ? (
              <Link to={`/t/${team}/${page}/${id}`} className="text-accent underline">
                {known}
              </Link>
            ) : (
              (known ?? <code className="break-all">{id}</code>)
            )}
          </li>
        );
      })}
    </ul>
  );
}
