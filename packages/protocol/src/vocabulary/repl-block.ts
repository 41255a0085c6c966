import * as z from 'zod';

const shownText = z.object({
  type: z.literal('text'),
  text: z.string(),
  color: z.string().optional(),
  bold: z.boolean().optional(),
  italic: z.boolean().optional(),
  href: z.string().optional(),
});

/** One piece of what a command printed, as the host passes it on: to be shown as text, never as markup. @see spec/partner-api.md §4.11 */
export const shownReplBlock = z.discriminatedUnion('type', [
  z.object({ type: z.literal('paragraph'), children: z.array(shownText) }),
  z.object({
    type: z.literal('table'),
    header: z.array(shownText).optional(),
    rows: z.array(z.array(shownText)),
  }),
]);
export type ShownReplBlock = z.infer<typeof shownReplBlock>;
