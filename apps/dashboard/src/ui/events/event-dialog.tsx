import type { Event } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Dialog } from '../dialog.tsx';
import { Facts } from '../facts.tsx';
import { JsonView } from '../json-view.tsx';
import { When } from '../when.tsx';
import { saidOf } from './event-texts.tsx';
import type { Names } from './use-names.ts';

/** All that the log has of one event, and the way to more about the same. */
export function EventDialog({
  event,
  names,
  onClose,
}: {
  readonly event: Event;
  readonly names: Names;
  readonly onClose: () => void;
}) {
  const team = useTeamSlug();
  const { who, through } = saidOf(event.actor, names);
  const about = Object.entries(event.subject).filter(([noun]) => noun !== 'team');
  return (
    <Dialog title={event.text} isOpen isWide onClose={onClose}>
      <Facts
        facts={[
          { name: 'When', value: <When at={event.at} /> },
          { name: 'Who', value: through === undefined ? who : `${who}, ${through}` },
          { name: 'Type', value: <code className="break-all">{event.type}</code> },
          { name: 'Place in the log', value: event.sequence },
          ...(event.operationId === null
            ? []
            : [
                {
                  name: 'Operation',
                  value: <code className="break-all">{event.operationId}</code>,
                },
              ]),
          { name: 'Sealed by', value: <code className="break-all">{event.hash}</code> },
        ]}
      />
      {about.length > 0 && (
        <ul className="flex flex-wrap gap-x-4">
          {about.map(([noun, id]) => (
            <li key={noun}>
              <Link
                to="/t/$team/activity"
                params={{ team }}
                search={{ subject: id }}
                onClick={onClose}
                className="text-accent underline"
              >
                Everything about this {noun}
              </Link>
            </li>
          ))}
        </ul>
      )}
      <JsonView label="About" value={event.subject} />
      <JsonView label="Said with it" value={event.data} />
    </Dialog>
  );
}
