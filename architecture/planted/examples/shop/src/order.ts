// breaks: examples-know-only-what-is-public
import type { Team } from '@kontor/protocol/kontor';

export type Order = { readonly team: Team };
