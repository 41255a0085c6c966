import type { TracingSettings } from './open-telemetry.ts';
import { type Tracing, untraced } from './tracing.ts';

type Ports = { readonly role: string; readonly onError: (error: Error) => void };

/** Loads what traces need only where there is somebody to tell. */
export async function createTracing(
  settings: TracingSettings | null,
  ports: Ports,
): Promise<Tracing> {
  if (settings === null) return untraced;
  const { traceByOpenTelemetry } = await import('./open-telemetry.ts');
  return traceByOpenTelemetry({ ...settings, ...ports });
}
