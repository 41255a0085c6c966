import type { AuditEvent } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { JsonView } from '../../ui/json-view.tsx';
import { When } from '../../ui/when.tsx';
import { throughOf, whereOf, whoOf } from './audit-texts.ts';

/** All that the log has of one event, and the way to more of the same team, of the same person, about the same. */
export function AuditDialog({
  event,
  onClose,
}: {
  readonly event: AuditEvent;
  readonly onClose: () => void;
}) {
  const { team, actor, subject } = event;
  const who = 'userId' in actor ? actor.userId : undefined;
  const ways = [
    {
      name: team === null ? 'Everything of this host' : 'Everything of this team',
      search: { team: team?.slug ?? event.teamId },
    },
    ...(who === undefined ? [] : [{ name: 'Everything they did', search: { actor: who } }]),
    ...Object.entries(subject)
      .filter(([noun]) => noun !== 'team')
      .map(([noun, id]) => ({ name: `Everything about this ${noun}`, search: { subject: id } })),
  ];
  return (
    <Dialog title={event.text} isOpen isWide onClose={onClose}>
      <Facts
        facts={[
          { name: 'When', value: <When at={event.at} /> },
          { name: 'Team', value: whereOf(event) },
          { name: 'Who', value: `${whoOf(event)}, ${throughOf(event)}` },
          { name: 'Type', value: <code className="break-all">{event.type}</code> },
          { name: 'Place in the log', value: event.sequence },
          { name: 'Sealed by', value: <code className="break-all">{event.hash}</code> },
        ]}
      />
      <ul className="flex flex-wrap gap-x-4">
        {ways.map(({ name, search }) => (
          <li key={name}>
            <Link
              to="/operator/audit"
              search={search}
              onClick={onClose}
              className="text-accent underline"
            >
              {name}
            </Link>
          </li>
        ))}
      </ul>
      <JsonView label="Who, exactly" value={actor} />
      <JsonView label="About" value={subject} />
      <JsonView label="Said with it" value={event.data} />
    </Dialog>
  );
}
