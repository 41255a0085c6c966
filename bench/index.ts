import { parseArgs } from 'node:util';
import { benchEnvironmentRead } from './environment-read.ts';
import { benchHangingProvider } from './hanging-provider.ts';
import { benchInstallationToken } from './installation-token.ts';
import { benchInvoiceClose } from './invoice-close.ts';
import { benchLoudTeam } from './loud-neighbour.ts';
import { benchProvision } from './provision.ts';
import { benchUsageReports } from './usage-reports.ts';
import { benchWebhookDeliveries } from './webhook-deliveries.ts';
import { type BenchWorld, startBenchWorld } from './world.ts';

/** Everything that `npm run bench` measures, by the name that `--only` takes. */
const benches: Readonly<Record<string, (world: BenchWorld) => Promise<void>>> = {
  environment: benchEnvironmentRead,
  token: benchInstallationToken,
  provision: benchProvision,
  hanging: benchHangingProvider,
  loud: benchLoudTeam,
  usage: benchUsageReports,
  webhooks: benchWebhookDeliveries,
  invoices: benchInvoiceClose,
};

const { values } = parseArgs({
  options: { only: { type: 'string', default: Object.keys(benches).join(',') } },
});
const wanted = values.only.split(',').map((name) => {
  const bench = benches[name];
  if (bench !== undefined) return bench;
  throw new Error(`--only names '${name}', and can name: ${Object.keys(benches).join(', ')}`);
});

const world = await startBenchWorld();
try {
  for (const bench of wanted) await bench(world);
} finally {
  await world.stop();
}
