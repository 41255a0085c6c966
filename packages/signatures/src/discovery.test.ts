import { expect, test } from 'vitest';
import { discoveryDocument } from './discovery.ts';

test.each(['https://kontor.test', 'https://kontor.test/'])(
  'the document names %s exactly, and the keys below it',
  (issuer) => {
    const document = discoveryDocument({
      issuer,
      authorizationEndpoint: 'https://kontor.test/oauth2/authorize',
      tokenEndpoint: 'https://kontor.test/oauth2/token',
      userinfoEndpoint: 'https://kontor.test/oauth2/userinfo',
    });

    expect(document).toMatchObject({
      issuer,
      jwks_uri: 'https://kontor.test/.well-known/jwks',
      token_endpoint: 'https://kontor.test/oauth2/token',
      userinfo_endpoint: 'https://kontor.test/oauth2/userinfo',
      id_token_signing_alg_values_supported: ['RS256'],
      subject_types_supported: ['pairwise'],
    });
  },
);
