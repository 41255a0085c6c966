import { createServer } from 'node:http';
import { toNodeListener } from '@kontor/provider/node';
import { config } from './config.ts';
import { createQueues } from './provider.ts';
import { openStore } from './store.ts';

const provider = createQueues({ ...config, store: openStore(config.dataFile) });
createServer(toNodeListener(provider)).listen(config.port);
