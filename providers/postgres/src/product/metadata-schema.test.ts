import { metadataSchema as protocolSchema } from '@kontor/protocol';
import { expect, test } from 'vitest';
import { metadataSchema } from './metadata-schema.ts';

test('the form is one that a host can show', () => {
  expect(protocolSchema.parse(metadataSchema)).toEqual(metadataSchema);
});
