import { createServer } from 'node:http';
import { exitIfPortTaken, toNodeListener } from '@kontor/provider/node';
import { config } from './config.ts';
import { createQueues } from './provider.ts';
import { openStore } from './store.ts';

const provider = createQueues({ ...config, store: openStore(config.dataFile) });
const server = createServer(toNodeListener(provider));
exitIfPortTaken(server);
server.listen(config.port);
