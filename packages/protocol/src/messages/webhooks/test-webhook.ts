import * as z from 'zod';
import { aboutTeam } from './about.ts';

/** Sent when somebody wants to see whether a receiver listens. */
export const testWebhooks = {
  'test-webhook': z.object(aboutTeam),
} as const;
