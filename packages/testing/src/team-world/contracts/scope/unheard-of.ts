import { noActions } from '@kontor/core';
import { builtAt } from '../../built-at.ts';
import { mint } from '../../mint.ts';
import { newInstallation, newOperation, newResource } from '../../new-installations.ts';
import { newApproval, newMandate, newStatePlan } from '../../new-mandates.ts';
import { newInvoice, newPayment, newPaymentMethod } from '../../new-money.ts';
import { newCheck, newDeployment, newSharedVariable, newVariable } from '../../new-projects.ts';
import type { Rows } from './furnish.ts';

/** Rows that stand nowhere. */
export function unheardOf(): Rows {
  const id = mint.project();
  return {
    installation: newInstallation(),
    resource: newResource(),
    project: {
      id,
      name: id,
      settings: {},
      createdAt: builtAt,
      updatedAt: builtAt,
      customEnvironments: [],
    },
    connection: {
      id: mint.connection(),
      resourceId: mint.resource(),
      projectId: id,
      environments: [],
      prefix: null,
      makesSensitive: false,
      deployments: noActions,
      createdAt: builtAt,
    },
    variable: newVariable(),
    shared: newSharedVariable(),
    deployment: newDeployment(),
    check: newCheck(),
    operation: newOperation({ callerKey: 'a key that nobody sent' }),
    invoice: newInvoice(newInstallation(), { externalId: 'none' }),
    payment: newPayment(newInstallation()),
    authorisation: newPayment(newInstallation(), { billingPlanId: 'pro' }),
    method: { ...newPaymentMethod(mint.team()), backEnd: 'manual' },
    mandate: newMandate(),
    approval: newApproval(),
    purchased: newApproval(),
    statePlan: newStatePlan(),
  };
}
