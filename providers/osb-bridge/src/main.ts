import process from 'node:process';
import { runUntilTold } from '@kontor/provider-process';
import { createBroker } from './broker/client.ts';
import { offersOf, productOf } from './catalog/offers.ts';
import { readBrokerConfig, readConfig } from './config.ts';
import { startOsbBridge } from './start-osb-bridge.ts';

/** `describe` prints what to register at a host, and what of the catalogue cannot be sold. */
if (process.argv[2] === 'describe') {
  const { broker, ...options } = readBrokerConfig();
  const { offers, unmapped } = offersOf(await createBroker(broker).catalog(), options);
  process.stdout.write(
    `${JSON.stringify({ products: offers.map(productOf), unmapped }, undefined, 2)}\n`,
  );
} else {
  await runUntilTold(() =>
    startOsbBridge({ ...readConfig(), writeLog: (line) => process.stdout.write(line) }),
  );
}
