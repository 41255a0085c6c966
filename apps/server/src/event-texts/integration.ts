import { followed, type TextsAbout, word } from './text.ts';

export const integrationTexts: TextsAbout<'integration' | 'product' | 'listing'> = {
  'integration.created': 'An integration was registered',
  'integration.updated': 'An integration was changed',
  'integration.client-secret-rotated': 'An integration got a new client secret',
  'integration.call-replayed': ({ operation }) => followed('A call was sent again', operation),
  'integration.commission-set': ({ rate }) =>
    followed('The commission of an integration was set', rate),
  'integration.permissions-set': 'What an integration may ask for was set',
  'product.updated': ({ name, isNew }) =>
    followed(isNew === true ? 'A product was added' : 'A product was changed', name),
  'listing.submitted': ({ note }) => followed('An integration was submitted', note),
  'listing.withdrawn': 'An integration was taken out of the catalogue by its provider',
  'listing.decided': ({ decision, reason }) =>
    followed(decisions[word(decision) ?? ''] ?? 'A listing was decided', reason),
};

const decisions: Readonly<Record<string, string>> = {
  approve: 'An integration was approved for the catalogue',
  refuse: 'An integration was refused for the catalogue',
  unlist: 'An integration was taken out of the catalogue',
};
