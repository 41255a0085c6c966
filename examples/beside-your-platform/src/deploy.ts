import { spawn } from 'node:child_process';
import type { Kontor } from './kontor.ts';

type Deployment = {
  readonly customer: string;
  readonly project: string;
  /** The program of the customer, such as `node` with the path of a script. */
  readonly command: string;
  readonly args: readonly string[];
};

/**
 * Deploys a project: its variables are read once, at that moment, and its program starts with them and
 * with nothing of the platform's own environment but the path. Answers what it wrote.
 */
export async function deploy(
  kontor: Kontor,
  { customer, project, command, args }: Deployment,
): Promise<string> {
  const variables = await kontor.readEnvironment(customer, project, 'production');
  // biome-ignore lint/style/noProcessEnv: the program has to be found
  const { PATH = '' } = process.env;
  const app = spawn(command, args, {
    env: { ...variables, PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output: Buffer[] = [];
  app.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  app.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    app.once('error', reject);
    app.once('close', resolve);
  });
  const text = Buffer.concat(output).toString();
  if (code !== 0) throw new Error(`the program ended with ${code}: ${text}`);
  return text;
}
