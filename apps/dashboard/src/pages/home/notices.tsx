import type { Resource } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { Note } from '../../ui/note.tsx';

const SHOWN = 5;

/** What providers tell of resources that somebody should look at. */
export function Notices({
  team,
  resources,
}: {
  readonly team: string;
  readonly resources: readonly Resource[];
}) {
  const told = resources.filter(
    ({ notification }) => notification !== null && notification.level !== 'info',
  );
  return told.slice(0, SHOWN).map(({ id, name, notification }) => (
    <Note key={id} tone={notification?.level === 'error' ? 'bad' : 'warn'}>
      <p className="line-clamp-2 break-words">
        <Link
          to="/t/$team/resources/$resource"
          params={{ team, resource: id }}
          className="font-medium text-accent underline"
        >
          {name}
        </Link>
        : {notification?.title}
      </p>
    </Note>
  ));
}
