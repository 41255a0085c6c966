import type { Event } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { Button } from '../button.tsx';
import { LongTable, type OlderRows } from '../long-table.tsx';
import { When } from '../when.tsx';
import { EventDialog } from './event-dialog.tsx';
import { SubjectText, WhoText } from './event-texts.tsx';
import type { Names } from './use-names.ts';

/** Events with who did what, and all that is known of the one that is pressed. */
export function EventTable({
  names,
  ...list
}: OlderRows<Event> & {
  readonly names: Names;
}) {
  const [shown, setShown] = useState<Event>();
  return (
    <>
      <LongTable
        {...list}
        label="Events"
        keyOf={({ id }) => id}
        columns={[
          { name: 'When', cell: ({ at }) => <When at={at} /> },
          {
            name: 'What',
            cell: (event) => (
              <Button look="link" onPress={() => setShown(event)}>
                {event.text}
              </Button>
            ),
          },
          { name: 'About', cell: (event) => <SubjectText event={event} names={names} /> },
          { name: 'Who', cell: ({ actor }) => <WhoText actor={actor} names={names} /> },
        ]}
      />
      {shown && <EventDialog event={shown} names={names} onClose={() => setShown(undefined)} />}
    </>
  );
}
