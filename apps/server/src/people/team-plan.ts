/**
 * What clients and providers are told of a team's plan at the platform. This host sells none of its
 * own, and whoever asks means to know whether anything is held back from the team: nothing is.
 *
 * @see spec/platform-api.md §4.3; spec/partner-api.md §9
 */
export const teamPlan = 'pro';
