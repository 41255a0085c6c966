import type { RequirementId } from './requirements/requirements.ts';

/** What no caller can find out from outside, with the reason; it is reported and never passed. */
export const unjudged: Readonly<Partial<Record<RequirementId, string>>> = {};
