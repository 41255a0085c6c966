import * as keyEndpoints from '@kontor/protocol/kontor/key';
import * as z from 'zod';
import { command } from '../../command.ts';
import { argument } from '../../inputs.ts';
import { second } from '../../output/day.ts';
import { table } from '../../output/table.ts';

export const rotateSigningKey = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'For operators. It is published at once, and signs when every cache has seen it. Asks before; elsewhere --yes is needed.',
  examples: ['kontor admin rotate-key --yes'],
  output: keyEndpoints.rotateSigningKey.responses[201],
  run: async (_, { call, ask }) => {
    await ask.toConfirm({ message: 'Bring in a new signing key?' });
    const { body } = await call(keyEndpoints.rotateSigningKey, {});
    return { data: body, text: [`The key ${body.keyId} signs from ${second(body.signsFrom)} on.`] };
  },
});

export const listSigningKeys = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details: 'For operators.',
  examples: ['kontor admin signing-keys'],
  output: keyEndpoints.listSigningKeys.responses[200],
  run: async (_, { call }) => {
    const { body } = await call(keyEndpoints.listSigningKeys, {});
    const rows = body.keys.map(({ id, state, signsFrom, signsUntil, publishedUntil }) => [
      id,
      state,
      second(signsFrom),
      signsUntil === null ? 'the next one' : second(signsUntil),
      publishedUntil === null ? '' : second(publishedUntil),
    ]);
    return { data: body, text: table(['KEY', 'STATE', 'SIGNS FROM', 'UNTIL', 'IS OVER'], rows) };
  },
});

export const listKeyEncryptionKeys = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'For operators. They wrap the data keys, with which everything is sealed. Processes that lack one are named.',
  examples: ['kontor admin keys'],
  output: keyEndpoints.listKeyEncryptionKeys.responses[200],
  run: async (_, { call }) => {
    const { body } = await call(keyEndpoints.listKeyEncryptionKeys, {});
    const rows = body.keys.map(({ id, createdAt, wrapsSince, dataKeys }) => [
      id,
      second(createdAt),
      id === body.wrappingKeyId ? 'wraps' : wrapsSince === null ? 'waits' : 'former',
      String(dataKeys),
    ]);
    const lacking = body.processes
      .filter(({ lacks }) => lacks.length > 0)
      .map(({ name, lacks }) => `${name} lacks ${lacks.join(', ')}: copy keyring.json there.`);
    return {
      data: body,
      text: table(['KEY', 'MADE', 'STATE', 'DATA KEYS'], rows),
      notes: [...lacking, `${body.left} of ${body.dataKeys} data keys are to be re-wrapped.`],
    };
  },
});

export const addKeyEncryptionKey = command({
  args: z.strictObject({}),
  options: z.strictObject({}),
  details:
    'For operators. It is added to keyring.json of the process that answers, and wraps nothing yet: back the file up and copy it to every other machine first. Asks before; elsewhere --yes is needed.',
  examples: ['kontor admin add-key --yes'],
  output: keyEndpoints.addKeyEncryptionKey.responses[201],
  run: async (_, { call, ask }) => {
    await ask.toConfirm({ message: 'Add a key-encryption key to the keyring?' });
    const { body } = await call(keyEndpoints.addKeyEncryptionKey, {});
    return {
      data: body,
      text: [body.key.id],
      notes: ['Back keyring.json up, copy it to every other machine, and use the key then.'],
    };
  },
});

export const rewrapDataKeys = command({
  args: z.strictObject({ keyId: argument('The newest key, by id.') }),
  options: z.strictObject({}),
  details:
    'For operators. Nothing that is sealed changes, and it goes on by itself after an interruption; kontor admin keys tells how far it is. Asks before; elsewhere --yes is needed.',
  examples: ['kontor admin rewrap kek_0123456789abcdef --yes'],
  output: keyEndpoints.rewrapDataKeys.responses[202],
  run: async ({ args }, { call, ask }) => {
    await ask.toConfirm({ message: `Wrap every data key by ${args.keyId}?` });
    const { body } = await call(keyEndpoints.rewrapDataKeys, { body: args });
    return { data: body, text: [`${body.left} data keys are being re-wrapped.`] };
  },
});
