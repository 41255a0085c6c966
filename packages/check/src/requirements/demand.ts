import { type HostRequirementId, hostRequirements } from './host-requirements.ts';
import { type RequirementId, requirements } from './requirements.ts';

/** What is demanded of either side, by its id. */
export type DemandId = RequirementId | HostRequirementId;

export const demands: Readonly<Record<DemandId, { readonly page: string; readonly text: string }>> =
  { ...requirements, ...hostRequirements };

/** Whether somebody breaks without it, and is not only worse off. */
export function isMust(id: DemandId): boolean {
  return / MUST /.test(demands[id].text);
}
