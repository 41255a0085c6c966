import * as z from 'zod';

/** How it stands with what an agent asks for. `void`: its token, or what it is about, has ended. */
export const approvalState = z.enum(['pending', 'approved', 'refused', 'expired', 'void']);
export type ApprovalState = z.infer<typeof approvalState>;
