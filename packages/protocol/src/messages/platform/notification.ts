import * as z from 'zod';
import { notification } from '../../vocabulary/notification.ts';

/**
 * A notification as a provider pushes it over an existing one: in full, as plain text, or `null` or an
 * empty text to clear it.
 *
 * @see spec/platform-api.md §2.1
 */
export const pushedNotification = z.union([notification, z.string(), z.null()]);
export type PushedNotification = z.infer<typeof pushedNotification>;
