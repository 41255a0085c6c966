import * as z from 'zod';
import { absentWhenNull } from './absent-when-null.ts';
import { providerLink } from './link.ts';

export const notificationLevel = z.enum(['info', 'warn', 'error']);
export type NotificationLevel = z.infer<typeof notificationLevel>;

/**
 * The one message a provider shows on an installation or a resource; `null` in its place clears it.
 *
 * @see spec/partner-api.md §5.2
 */
export const notification = z.object({
  level: notificationLevel,
  title: z.string(),
  message: z.string().optional(),
  href: providerLink.optional(),
});
export type Notification = z.infer<typeof notification>;

/**
 * A notification as providers answer it: `null` for absent fields, `type: "warning"` as the guides spell
 * it, and a link of a scheme we do not open is left out.
 */
export const providerNotification = z.preprocess(
  spelledAsLevel,
  z.object({
    level: notificationLevel,
    title: z.string(),
    message: absentWhenNull(z.string()),
    href: absentWhenNull(providerLink).catch(undefined),
  }),
);

function spelledAsLevel(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { level, type } = value as { level?: unknown; type?: unknown };
  const stated = level ?? type;
  return { ...value, level: stated === 'warning' ? 'warn' : stated };
}
