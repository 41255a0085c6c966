import { CliError } from '../../cli-error.ts';
import { exitCode } from '../../exit-code.ts';
import { text } from '../../inputs.ts';

export const expiryForms = 'Until when: 30d, 12h, or a day such as 2030-01-31';

export const expiryOption = { expires: text('time', `${expiryForms} (default: no end).`) };

const UNIT_MS = { h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** When a token ends, as the host takes it. */
export function readExpiry(expires: string | undefined, now: Date): { expiresAt?: string } {
  if (expires === undefined) return {};
  const [, count, unit] = /^(\d{1,5})([hdw])$/.exec(expires) ?? [];
  const at =
    count === undefined
      ? new Date(expires)
      : new Date(now.getTime() + Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS]);
  if (at > now) return { expiresAt: at.toISOString() };
  throw new CliError({
    code: 'wrong_usage',
    exitCode: exitCode.wrongUsage,
    message: `--expires takes a time to come, such as 30d, 12h or 2030-01-31; '${expires}' is none.`,
  });
}
