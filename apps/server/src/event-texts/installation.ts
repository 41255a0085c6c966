import { failed, followed, type TextsAbout, within } from './text.ts';

export const installationTexts: TextsAbout<'installation' | 'import' | 'leftover'> = {
  'installation.created': ({ isTest }) =>
    isTest === true ? 'An integration was installed as a test' : 'An integration was installed',
  'installation.failed': failed('An integration could not be installed'),
  'installation.updated': 'An installation was changed',
  'installation.update-failed': failed('An installation could not be changed'),
  'installation.plan-changed': ({ after }) =>
    followed('An installation is on another plan', within(after, 'billingPlanId')),
  'installation.renewed': 'The policies of an integration were accepted again',
  'installation.renewal-failed': failed('An installation could not be renewed'),
  'installation.projects-selected': ({ projects }) =>
    projects === null
      ? 'An integration may use every project'
      : 'Which projects an integration may use was changed',
  'installation.scopes-confirmed': 'What an integration may do was confirmed',
  'installation.disabled': ({ reason }) => followed('A linked account was disabled', reason),
  'installation.enabled': 'A linked account was enabled again',
  'installation.token-issued': 'An integration got a token for the team',
  'installation.credential-rotated': 'A provider replaced the token of an installation',
  'installation.credential-revoked': 'A provider ended a token of an installation',
  'installation.removed': 'An integration was uninstalled',
  'installation.removal-failed': failed('An integration could not be uninstalled'),
  'installation.billing-closed': 'A provider has billed everything of an installation',
  'installation.finalized': 'An installation that was removed has ended',
  'installation.transfer-requested': 'An installation was offered to another team',
  'installation.transferred-in': 'An installation came from another team',
  'installation.transferred-out': 'An installation went to another team',
  'import.begun': 'Somebody went to a provider to bring in what is there',
  'import.completed': 'Somebody came back from a provider with what was there',
  'leftover.removed': ({ externalId }) =>
    followed('What only the provider still had was removed there', externalId),
  'leftover.removal-failed': failed('What only the provider still has could not be removed'),
};
