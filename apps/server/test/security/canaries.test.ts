import { describe, expect, test } from 'vitest';
import { table, writeEvidence } from '../proof/evidence.ts';
import { openGround } from './canaries/ground.ts';
import { inAnswers } from './canaries/in-answers.ts';
import { inBrowsers } from './canaries/in-browsers.ts';
import { inRecords, inTraces } from './canaries/in-records.ts';
import { inRefusals } from './canaries/in-refusals.ts';
import { inStorage } from './canaries/in-storage.ts';

const given = openGround();

describe('nothing that is secret is found', () => {
  test('where it could not be missed', () => {
    const { planted, foundIn } = given();
    const values = [...planted.values()];
    expect(planted.size).toBeGreaterThan(25);
    for (const value of values) {
      for (const hidden of [
        `x${Buffer.from(`12${value}34`).toString('base64')}`,
        JSON.stringify({ a: JSON.stringify({ value }) }),
        new URLSearchParams({ value }).toString(),
        Buffer.from(`-${value}`).toString('hex'),
      ]) {
        expect(foundIn(hidden)).not.toEqual([]);
      }
    }
  });

  // what each of these does is searched by those that follow it
  inBrowsers(given);
  inStorage(given);
  inRecords(given);
  inAnswers(given);
  inRefusals(given);
  inTraces(given);

  test('as it is written down', async () => {
    const { planted, searched } = given();
    await writeEvidence('security', 'canaries', {
      title: 'Planted secrets',
      parts: [
        `${planted.size} values that are secret were brought into a host, each in another way: ${[...planted.keys()].sort().join(', ')}. Then they were looked for, each as it is, in hex, in base64 and base64url at every offset, as part of an address, in JSON, in JSON inside JSON and in markup.`,
        table(['Searched', 'Texts', 'KB'], searched),
        'None was found anywhere, but in the answers that are there to show a value to whoever may read it: environments and variables read as a whole, and links that whoever made them is shown once.',
      ],
    });
    expect(searched).toHaveLength(14);
  });
});
