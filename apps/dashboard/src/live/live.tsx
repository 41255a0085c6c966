import { useEffect, useState } from 'react';
import { follow } from './follow.ts';

/** Keeps what is shown of a team true, and says when that is not possible. */
export function Live({ team }: { readonly team: string }) {
  const [isLost, setLost] = useState(false);
  useEffect(() => follow(team, setLost), [team]);
  return (
    <div role="status">
      {isLost && (
        <p className="bg-warn-tint px-4 py-2 text-center">
          The connection to the host is lost. What you see may be old; it is read again as soon as
          the host answers.
        </p>
      )}
    </div>
  );
}
