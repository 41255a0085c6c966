import { followed, type Known, type TextsAbout, word } from './text.ts';

export const deploymentTexts: TextsAbout<'deployment'> = {
  'deployment.created': 'A deployment was announced',
  'deployment.building': 'A deployment is being built',
  'deployment.built': 'A deployment was built',
  'deployment.ready': 'A deployment is ready',
  'deployment.aliased': 'A deployment got its addresses',
  'deployment.succeeded': 'A deployment succeeded',
  'deployment.promoted': 'A deployment was promoted',
  'deployment.error': 'A deployment failed',
  'deployment.canceled': 'A deployment was cancelled',
  'deployment.cleanup': 'A deployment was removed',
  'deployment.integration.action.start': action('A provider was asked to prepare a deployment'),
  'deployment.integration.action.reported': action('A provider told how its part stands'),
  'deployment.integration.action.cancel': action('A provider was asked to stop its part'),
  'deployment.integration.action.cleanup': action('A provider was asked to clean up'),
  'deployment.check.created': 'A check of a deployment was begun',
  'deployment.check.updated': concluded('A check of a deployment got further'),
  'deployment.check-rerequested': 'A check of a deployment was asked for again',
  'deployment.checkrun.start': 'A check was asked to judge a deployment',
  'deployment.checkrun.updated': concluded('A check told how it judges a deployment'),
  'deployment.checkrun.cancel': 'A check need not judge a deployment any more',
};

function action(sentence: string) {
  return ({ action: which, status }: Known): string =>
    followed(sentence, [which, status].flatMap((each) => word(each) ?? []).join(', '));
}

function concluded(sentence: string) {
  return ({ name, status, conclusion }: Known): string =>
    followed(followed(sentence, name), conclusion ?? status);
}
