import { benchEnvironmentRead } from './environment-read.ts';
import { benchInvoiceClose } from './invoice-close.ts';
import { benchProvision } from './provision.ts';
import { benchUsageReports } from './usage-reports.ts';
import { benchWebhookDeliveries } from './webhook-deliveries.ts';
import { startBenchWorld } from './world.ts';

const world = await startBenchWorld();
try {
  await benchEnvironmentRead(world);
  await benchProvision(world);
  await benchUsageReports(world);
  await benchWebhookDeliveries(world);
  await benchInvoiceClose(world);
} finally {
  await world.stop();
}
