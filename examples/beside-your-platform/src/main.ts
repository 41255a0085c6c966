import { exampleCustomers } from './customers.ts';
import { createKontor } from './kontor.ts';
import { startPlatform } from './platform.ts';
import { provision } from './provision.ts';

// biome-ignore lint/style/noProcessEnv: this is where the environment is read
const environment = process.env;

function setting(name: string, otherwise?: string): string {
  const value = environment[name] ?? otherwise;
  if (value !== undefined) return value;
  process.stderr.write(`Set ${name}; docs/beside-your-platform.md says to what.\n`);
  process.exit(2);
}

const port = Number(setting('PORT', '4700'));
const kontorUrl = setting('KONTOR_HOST_URL', 'http://localhost:4680');
const kontor = createKontor({ url: kontorUrl, serviceToken: setting('SERVICE_TOKEN') });
const customers = exampleCustomers();

await startPlatform(customers, {
  port,
  url: `http://127.0.0.1:${port}`,
  kontorUrl,
  clientId: setting('CLIENT_ID', 'kontor'),
  clientSecret: setting('CLIENT_SECRET'),
});
await provision(kontor, customers);
process.stdout.write(`The platform is at http://127.0.0.1:${port}\n`);
