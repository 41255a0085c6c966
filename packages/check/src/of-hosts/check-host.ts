import type { Report } from '../report/report.ts';
import { playProvider } from './played-provider.ts';
import { type HostRunOptions, runHostTrials } from './run-host-trials.ts';

export type HostCheckOptions = Omit<HostRunOptions, 'provider'> & {
  readonly listen: { readonly address: string; readonly port: number };
  /** Where the host reaches what listens there, if that is elsewhere. */
  readonly publicUrl?: string | undefined;
};

/** Plays a provider and a customer, and judges the host between them. */
export async function checkHost({
  listen,
  publicUrl,
  ...options
}: HostCheckOptions): Promise<Report> {
  const provider = await playProvider({ listen, publicUrl });
  try {
    return await runHostTrials({ ...options, provider });
  } finally {
    await provider.stop();
  }
}
