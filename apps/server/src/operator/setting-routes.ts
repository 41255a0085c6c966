import { ok } from '@kontor/core';
import { kontorEndpoints } from '@kontor/protocol/kontor';
import manifest from '../../package.json' with { type: 'json' };
import type { ShownSetting } from '../config/read-config.ts';
import { settingTexts } from '../config/setting-texts.ts';
import type { settings } from '../config/settings.ts';
import { type Route, route } from '../http/route.ts';
import type { Sql } from '../postgres/sql.ts';

/** What the process was started with; nothing where it was put together by a program. */
export type HostSettings = readonly ShownSetting[];

export type SettingRoutesPorts = { readonly read: Sql; readonly settings: HostSettings };

/** How the host is set up, for those who run it. */
export function settingRoutes({ read, settings: shown }: SettingRoutesPorts): readonly Route[] {
  return [
    route(kontorEndpoints.getSettings, async () => {
      const [database] = await read<{ version: string; schema: string; migrations: number }>(
        `select current_setting('server_version') as version, max(name) as schema,
           count(*)::int as migrations from schema_migration`,
      );
      if (database === undefined) throw new Error('a summary is one row');
      return ok({
        status: 200,
        body: {
          version: manifest.version,
          node: process.versions.node,
          database: { isEmbedded: !isSet(shown, 'DATABASE_URL'), ...database },
          off: offIn(shown),
          settings: shown.map((each) => ({ ...each, ...settingTexts[each.name as Name] })),
        },
      });
    }),
  ];
}

type Name = keyof typeof settings;

function isSet(shown: HostSettings, named: Name): boolean {
  return shown.some(({ name, isSet: is }) => name === named && is);
}

function textOf(shown: HostSettings, named: Name): string | null {
  return shown.find(({ name }) => name === named)?.value ?? null;
}

/** What a host can do and this one does not, by the setting that decides it. */
function offIn(shown: HostSettings) {
  const payments = textOf(shown, 'KONTOR_PAYMENTS');
  const found: readonly (readonly [boolean, string, Name])[] = [
    [!isSet(shown, 'KONTOR_SMTP_URL'), 'No mail is sent', 'KONTOR_SMTP_URL'],
    [payments !== 'stripe', 'No money is moved by the host', 'KONTOR_PAYMENTS'],
    [!isSet(shown, 'KONTOR_TAXES'), 'No taxes are added to invoices', 'KONTOR_TAXES'],
    [!isSet(shown, 'KONTOR_OIDC_ISSUER'), 'Nobody arrives from a platform', 'KONTOR_OIDC_ISSUER'],
    [
      textOf(shown, 'KONTOR_PASSWORDS') === 'false',
      'Nobody signs in with a password',
      'KONTOR_PASSWORDS',
    ],
    [!isSet(shown, 'KONTOR_METRICS_PORT'), 'Nothing is measured', 'KONTOR_METRICS_PORT'],
    [!isSet(shown, 'KONTOR_TRACES_URL'), 'Nothing is traced', 'KONTOR_TRACES_URL'],
    [textOf(shown, 'KONTOR_RATE_LIMITS') === 'off', 'Calls are not limited', 'KONTOR_RATE_LIMITS'],
  ];
  return found.filter(([isOff]) => isOff).map(([, what, setting]) => ({ what, setting }));
}
