import { followed, type TextsAbout, word } from './text.ts';

export const hostTexts: TextsAbout<
  | 'device-login'
  | 'finding'
  | 'key-encryption-key'
  | 'mail'
  | 'operation'
  | 'password-reset'
  | 'service'
  | 'service-token'
  | 'signing-key'
> = {
  'device-login.decided': ({ decision, client, machine }) => {
    const where = [client, machine].flatMap((each) => word(each) ?? []).join(', ');
    return followed(
      decision === 'allow' ? 'A machine was signed in' : 'A machine was not let in',
      where,
    );
  },
  'finding.repaired': ({ repair }) =>
    followed('What did not fit a provider was repaired', word(repair)?.replaceAll('-', ' ')),
  'key-encryption-key.created': 'A key that wraps others was added',
  'key-encryption-key.used': 'Another key wraps the others from now on',
  'mail.sent-again': ({ kind }) => followed('A mail was sent again', kind),
  'operation.given-up': ({ kind, reason }) =>
    followed(`${theOperation(word(kind))} was given up`, reason),
  'operation.retry-requested': ({ kind }) => `${theOperation(word(kind))} was tried at once`,
  'password-reset.created': ({ email }) => followed('A new password was made possible', email),
  'service.created': 'A platform was added',
  'service.removed': 'A platform was removed',
  'service-token.created': 'A token of a platform was made',
  'service-token.revoked': 'A token of a platform was ended',
  'signing-key.created': ({ signsFrom }) =>
    followed('A signing key was made, used from', signsFrom),
};

function theOperation(kind: string | undefined): string {
  return kind === undefined ? 'An operation' : `The operation ${kind}`;
}
