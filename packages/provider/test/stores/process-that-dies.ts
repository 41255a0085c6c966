/**
 * A process of a provider that counts what is used and begins a call, and never comes to its end: it is
 * killed. Each line it prints is something that it was told is kept.
 */
import { createUsageReporter } from '@kontor/provider';
import { openStores } from './open-stores.ts';

const { calls, usage } = await openStores();
const { state } = await calls.begin('dies', 'f');
process.stdout.write(`begun ${state}\n`);

const reporter = createUsageReporter({
  store: usage,
  host: () => ({ submitBillingData: async () => {} }),
  now: () => new Date('2028-02-29T10:00:00Z'),
});
for (let count = 1; ; count += 1) {
  await reporter.record('icfg_dies', [
    { name: 'Runs', type: 'interval', units: 'runs', value: 0.1 },
  ]);
  process.stdout.write(`counted ${count}\n`);
}
