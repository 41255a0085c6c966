import { generateKeys, type Keys } from './host/keys.ts';
import { playHost } from './host/play-host.ts';
import type { Report } from './report/report.ts';
import { type RunOptions, runTrials } from './run-trials.ts';
import type { Subject } from './subject.ts';

export type CheckOptions = Omit<RunOptions, 'host' | 'subject'> & {
  readonly subject: Subject;
  /** Where the provider looks for its host. */
  readonly listen: { readonly address: string; readonly port: number };
  readonly issuer?: string | undefined;
  readonly keys?: Keys;
};

/** Plays the host that a provider is configured for, and judges the provider. */
export async function checkProvider({
  subject,
  listen,
  issuer,
  keys,
  ...options
}: CheckOptions): Promise<Report> {
  const { clientId, clientSecret } = subject;
  const host = await playHost({
    clientId,
    clientSecret,
    keys: keys ?? (await generateKeys()),
    listen,
    issuer,
  });
  try {
    return await runTrials({ ...options, subject, host });
  } finally {
    await host.stop();
  }
}
