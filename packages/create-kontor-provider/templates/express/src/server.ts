import { exitIfPortTaken, toNodeListener } from '@kontor/provider/node';
import express from 'express';
import { config } from './config.ts';
import { createQueues } from './provider.ts';
import { openStore } from './store.ts';

const provider = createQueues({ ...config, store: openStore(config.dataFile) });
const app = express();
app.get('/healthz', (_request, response) => void response.send('ok'));
// no parser of bodies before it: webhooks are signed over their bytes
app.use(toNodeListener(provider));
exitIfPortTaken(app.listen(config.port));
