import type { Notification } from '@kontor/protocol';
import { Note } from './note.tsx';
import { ProviderLink } from './provider-link.tsx';

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
      <p className="font-medium">{title}</p>
      {message !== undefined && <p>{message}</p>}
      {href !== undefined && (
        <ProviderLink href={href} {...place}>
          See more
        </ProviderLink>
      )}
    </Note>
  );
}
