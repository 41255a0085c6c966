import { serve } from '@hono/node-server';
import { exitIfPortTaken } from '@kontor/provider/node';
import { Hono } from 'hono';
import { config } from './config.ts';
import { createQueues } from './provider.ts';
import { openStore } from './store.ts';

const provider = createQueues({ ...config, store: openStore(config.dataFile) });
const app = new Hono();
app.get('/healthz', (context) => context.text('ok'));
app.all('*', (context) => provider(context.req.raw));
exitIfPortTaken(serve({ fetch: app.fetch, port: config.port }));
