import type { Notification } from '@kontor/protocol';
import { Note } from './note.tsx';
import { ProviderLink } from './provider-link.tsx';

/** About as many characters as have place on a phone. */
const SCROLLS_FROM = 250;

/** The one message that a provider shows on a resource or an installation. */
export function NotificationNote({
  notification,
  ...place
}: {
  readonly notification: Notification | null;
  readonly team: string;
  readonly installation: string;
  readonly resource?: string;
}) {
  if (notification === null) return null;
  const { level, title, message, href } = notification;
  return (
    <Note tone={level === 'error' ? 'bad' : level}>
      <div
        className="max-h-48 overflow-y-auto"
        // what scrolls must be reachable by keyboard
        tabIndex={title.length + (message ?? '').length > SCROLLS_FROM ? 0 : undefined}
      >
        <p className="font-medium">{title}</p>
        {message !== undefined && <p>{message}</p>}
      </div>
      {href !== undefined && (
        <ProviderLink href={href} {...place}>
          See more
        </ProviderLink>
      )}
    </Note>
  );
}
