import { toRouteHandlers } from '@kontor/provider';
import { config } from '../../src/config.ts';
import { createQueues } from '../../src/provider.ts';
import { openStore } from '../../src/store.ts';

const provider = createQueues({ ...config, store: openStore(config.dataFile) });
export const { GET, PUT, POST, PATCH, DELETE } = toRouteHandlers(provider);
