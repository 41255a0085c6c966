import { vercelHost } from '@kontor/provider';

/** Read once, from the environment. */
const {
  KONTOR_CLIENT_ID: clientId = '',
  KONTOR_CLIENT_SECRET: clientSecret = '',
  KONTOR_ISSUER: issuer = vercelHost.issuer,
  KONTOR_HOST_URL: apiUrl = vercelHost.apiUrl,
  DATA_FILE: dataFile = 'data/queues.json',
  PORT = '3000',
} = process.env;

export const config = {
  integration: { clientId, clientSecret },
  host: { issuer, apiUrl },
  dataFile,
  port: Number(PORT),
};
