import type { Installation, InstallationReport } from '../installation/installation.ts';
import { withInstallationReport } from '../installation/installation.ts';
import type { Finding } from './finding.ts';

/** What a provider says of an installation itself. */
export type AccountReading =
  | { readonly kind: 'there'; readonly report: InstallationReport }
  | { readonly kind: 'gone'; readonly said: string };

/** Compares an installation with what its provider says of it. */
export function compareAccount(
  installation: Installation,
  reading: AccountReading,
  at: { readonly at: Date; readonly billedAt: Date },
): readonly Finding[] {
  const { lifecycle } = installation;
  if (lifecycle === 'installed') {
    return reading.kind === 'gone'
      ? [ghost(installation, reading.said)]
      : drift(installation, reading.report, at);
  }
  if (!isOver(installation) || reading.kind === 'gone') return [];
  return [leftBehind(installation)];
}

/** Whether nothing of it should be left at its provider. */
export function isOver({ lifecycle, finalizedAt }: Installation): boolean {
  return lifecycle === 'failed' || (lifecycle === 'uninstalled' && finalizedAt !== null);
}

const itself = { resourceId: null, externalId: null } as const;

function ghost({ lifecycle }: Installation, said: string): Finding {
  return {
    ...itself,
    kind: 'ghost',
    severity: 'high',
    here: { lifecycle },
    there: { answer: said },
    message: 'It is installed here, and its provider says that it has no such installation.',
    repair: null,
    advice:
      'Ask the provider what became of it before anything is removed here. Its team can uninstall it.',
  };
}

function drift(
  installation: Installation,
  report: InstallationReport,
  { at, billedAt }: { readonly at: Date; readonly billedAt: Date },
): readonly Finding[] {
  const told = withInstallationReport(installation, report, at, { billedAt });
  const [here, there] = [seen(installation), seen(told)];
  if (JSON.stringify(here) === JSON.stringify(there)) return [];
  return [
    {
      ...itself,
      kind: 'drift',
      severity: here.billingPlan === there.billingPlan ? 'low' : 'medium',
      here,
      there,
      message: 'The provider says something else of the installation than is kept here.',
      repair: 'take-over',
      advice:
        'Repairing asks the provider once more and takes over what it says. The provider is told nothing.',
    },
  ];
}

function seen({ billingPlan, pendingBillingPlan, notification }: Installation) {
  return {
    billingPlan: billingPlan?.id ?? null,
    pendingBillingPlan: pendingBillingPlan?.id ?? null,
    notification: notification?.title ?? null,
  };
}

function leftBehind({ lifecycle }: Installation): Finding {
  return {
    ...itself,
    kind: 'orphan',
    severity: 'high',
    here: { lifecycle },
    there: { answer: 'it is there' },
    message: `The installation is ${lifecycle} here, and its provider still has an account for it.`,
    repair: 'remove',
    advice:
      'Repairing is an operation: it asks the provider once more and, if the account is still there and the installation over, has it removed there with everything in it, for nobody in particular.',
  };
}
