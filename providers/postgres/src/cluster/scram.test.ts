import { expect, test } from 'vitest';
import { scramVerifier } from './scram.ts';

test('the verifier is the one of the example in RFC 7677', async () => {
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');

  expect(await scramVerifier('pencil', salt)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

test('the same password has another verifier each time', async () => {
  expect(await scramVerifier('pencil')).not.toBe(await scramVerifier('pencil'));
});
