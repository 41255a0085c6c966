import { type SentWebhookType, sentWebhookType, webhookPayloads } from '@kontor/protocol/webhooks';
import { expect, test } from 'vitest';
import { samplePayload } from './sample-payload.ts';

const now = new Date('2027-02-01T00:00:00Z');
const around = { team: { id: 'team' }, user: null };
const subject = {
  installation: 'icfg_1',
  resource: 'db-1',
  project: { id: 'prj_1', name: 'shop' },
  environments: ['preview'],
  invoice: {
    ...{ id: 'mi_1', externalId: 'inv-1', total: '7.50', invoiceDate: now.toISOString() },
    period: { start: '2027-01-01T00:00:00.000Z', end: now.toISOString() },
  },
  deployment: { id: 'dpl_1', name: 'shop', url: 'https://shop.example' },
};

test.each(sentWebhookType.options)('%s has a sample that it may have', (type: SentWebhookType) => {
  for (const about of [{}, subject]) {
    const payload = { ...around, ...samplePayload(type, about, now) };

    expect(webhookPayloads[type].safeParse(payload).error?.issues ?? []).toEqual([]);
  }
});

test.each([
  [
    'marketplace.invoice.paid',
    {
      configuration: { id: 'icfg_1' },
      installationId: 'icfg_1',
      invoiceId: 'mi_1',
      externalInvoiceId: 'inv-1',
      period: subject.invoice.period,
      invoiceDate: now.toISOString(),
      invoiceTotal: '7.50',
    },
  ],
  [
    'integration-resource.project-connected',
    {
      configuration: { id: 'icfg_1' },
      installationId: 'icfg_1',
      resourceId: 'db-1',
      projectId: 'prj_1',
      targets: ['preview'],
      project: { id: 'prj_1', name: 'shop' },
    },
  ],
  [
    'deployment.integration.action.start',
    {
      configuration: { id: 'icfg_1' },
      installationId: 'icfg_1',
      resourceId: 'db-1',
      action: 'sample-action',
      deployment: { id: 'dpl_1' },
    },
  ],
] as const)('a sample of %s is about what is there', (type, payload) => {
  expect(samplePayload(type, subject, now)).toEqual(payload);
});
