import * as z from 'zod';

/**
 * The two ways a team can be joined to an integration; it may hold one of each.
 *
 * `native`: the host vouches for the team, provisions and bills. `connectable`: the team links an
 * account it has at the provider.
 *
 * @see spec/concepts.md — C6 to C8
 */
export const installationKind = z.enum(['native', 'connectable']);
export type InstallationKind = z.infer<typeof installationKind>;
