import { isDeepStrictEqual } from 'node:util';
import { refusal } from '@kontor/protocol';
import { platformEndpoints as p } from '@kontor/protocol/platform';
import type { Answer } from '../../bench/exchange.ts';
import { bodyOf } from '../../bench/expect.ts';
import { cannotJudge, fail } from '../../bench/outcome.ts';
import { saidIn } from '../customer.ts';
import { rightMetadata } from '../plans-and-forms.ts';
import { storeField } from './calls.ts';
import type { HostTrial } from './host-trial.ts';
import { claimsOf } from './tokens.ts';

/** What a host answers to the provider. */
export const hostPlatformTrials: readonly HostTrial[] = [
  {
    name: 'credential-demanded',
    title: 'Calls without the credential of the installation are refused.',
    requirements: ['TOK-19', 'TRA-21', 'ERR-8'],
    level: 'basic',
    advice:
      'Answer 401 without a live credential, and 403 where it is that of another installation.',
    run: async (bench) => {
      const installed = await bench.install('first');
      for (const endpoint of [p.getAccount, p.listInstallationResources]) {
        expectStatus(await bench.call(endpoint, { installed }), 200);
        for (const credential of [null, 'nonsense', `${bench.credentialOf(installed)}x`]) {
          expectStatus(await bench.call(endpoint, { installed, credential }), 401, 403);
        }
      }
      const elsewhere = { ...installed, id: 'icfg_0123456789abcdefghijABCD' };
      const credential = bench.credentialOf(installed);
      const foreign = await bench.call(p.getAccount, { installed: elsewhere, credential });
      expectStatus(foreign, 403);
      if (!refusal.safeParse(foreign.json).success) fail('A refusal has another body.');
    },
  },
  {
    name: 'credential-of-one-installation',
    title: 'The credential of one integration opens nothing of another.',
    requirements: ['TOK-19', 'TRA-21', 'HRES-1'],
    level: 'complete',
    advice: 'Look the installation up by the credential, and compare it with the path.',
    run: async (bench) => {
      const { installed, id } = await bench.standing();
      const other = await bench.install('second');
      const credential = bench.credentialOf(other);
      expectStatus(await bench.call(p.getAccount, { installed, credential }), 403);
      const params = { resourceId: id };
      expectStatus(await bench.call(p.getInstallationResource, { installed: other, params }), 404);
    },
  },
  {
    name: 'served-below-both',
    title: 'Operations are served below / and /api, as JSON, with a request id.',
    requirements: ['TRA-4', 'TRA-28', 'TRA-29', 'TRA-22'],
    level: 'basic',
    advice: 'Serve both, with exactly the status of the page, application/json, and x-vercel-id.',
    run: async ({ call }) => {
      const [plain, prefixed] = [
        await call(p.getAccount),
        await call(p.getAccount, { below: '/api' }),
      ];
      for (const answer of [plain, prefixed]) {
        expectStatus(answer, 200);
        if (!/^application\/json\b/.test(answer.headers.get('content-type') ?? '')) {
          fail(`${answer.asked} is answered as ${answer.headers.get('content-type')}.`);
        }
        if (!answer.headers.has('x-vercel-id')) fail(`${answer.asked} is answered without an id.`);
      }
      if (plain.text !== prefixed.text) fail('Below /api the answer is another.');
    },
  },
  {
    name: 'account-told',
    title: 'The account has a contact, and members have the ids of their tokens.',
    requirements: ['INS-29', 'INS-28'],
    level: 'basic',
    advice: 'Answer a member under the id that their tokens name, and 404 for anybody else.',
    run: async ({ install, call }) => {
      const { upsert } = await install('first');
      bodyOf(p.getAccount.responses[200], await call(p.getAccount));
      const memberId = String(claimsOf(upsert).user_id);
      const found = await call(p.getMember, { params: { memberId } });
      const member = bodyOf(p.getMember.responses[200], found);
      if (member.id !== memberId) fail('A member is answered under another id.');
      const nobody = await call(p.getMember, { params: { memberId: 'f00dfeed00112233' } });
      expectStatus(nobody, 404);
    },
  },
  {
    name: 'resources-told',
    title: 'Resources are listed and read as the host knows them, without secrets.',
    requirements: ['HRES-2', 'HRES-3', 'HRES-4', 'HRES-5'],
    level: 'basic',
    advice:
      'Call the id of the provider `partnerId` in a list and `id` alone, and leave out what is not there.',
    run: async ({ standing, call, provider }) => {
      const { id } = await standing();
      const listed = await call(p.listInstallationResources);
      const { resources } = bodyOf(p.listInstallationResources.responses[200], listed);
      if (!resources.some(({ partnerId }) => partnerId === id)) fail('A resource is not listed.');
      const read = await call(p.getInstallationResource, { params: { resourceId: id } });
      const one = bodyOf(p.getInstallationResource.responses[200], read);
      if (one.id !== id) fail('A resource is read under another id.');
      const values = provider.state.resources.get(id)?.secrets ?? [];
      for (const { text, asked } of [listed, read]) {
        if (values.some(({ value }) => text.includes(value))) fail(`${asked} tells a secret.`);
        if (/:null[,}]/.test(text)) fail(`${asked} has null for what is not there.`);
      }
    },
  },
  {
    name: 'bodies-closed',
    title: 'A key that a closed body does not have is refused with 400.',
    requirements: ['TRA-10', 'ERR-8'],
    level: 'complete',
    advice: 'Refuse unknown keys where the page calls a body closed, with the body of a refusal.',
    run: async ({ standing, call }) => {
      const params = { resourceId: (await standing()).id };
      const answers = [
        await call(p.updateResourceSecrets, { params, body: { secrets: [], force: true } }),
        await call(p.patchResource, { params, body: { colour: 'red' } }),
        await call(p.updateInstallation, { body: { colour: 'red' } }),
      ];
      for (const answer of answers) {
        expectStatus(answer, 400);
        if (!refusal.safeParse(answer.json).success) fail(`${answer.asked} has another refusal.`);
      }
    },
  },
  {
    name: 'events-read-again',
    title: 'After an event the host reads the resource, as often as it is told.',
    requirements: ['EVT-2', 'EVT-4', 'RES-19', 'RES-4', 'TRA-28'],
    level: 'basic',
    advice: 'Note the event, answer 201, and read the resource from its provider.',
    run: async (bench) => {
      const { id, storeId } = await bench.standing();
      const resource = bench.provider.state.resources.get(id);
      if (resource === undefined) cannotJudge('It takes a resource.');
      const before = resource.report;
      resource.report = { ...before, status: 'suspended' };
      const body = { event: { type: 'resource.updated', resourceId: id } };
      for (const answer of [
        await bench.call(p.createEvent, { body }),
        await bench.call(p.createEvent, { body }),
      ]) {
        expectStatus(answer, 201);
      }
      const seen = await bench.eventually(async () => {
        const status = await storeField(bench, storeId, 'externalResourceStatus');
        return status === 'suspended' ? status : undefined;
      });
      resource.report = before;
      await bench.call(p.createEvent, { body });
      if (seen === undefined) fail('An event does not make the host read the resource again.');
    },
  },
  {
    name: 'reports-read-generously',
    title: 'A report with too little or too much in it is taken for what it says.',
    requirements: ['RES-3', 'RES-5', 'RES-6'],
    level: 'robust',
    advice: 'Keep what a report leaves out, and leave out secrets, unknown keys and odd values.',
    run: async (bench) => {
      const { id, storeId } = await bench.standing();
      const resource = bench.provider.state.resources.get(id) ?? cannotJudge('There is none.');
      const { report: before } = resource;
      const { productId: _, metadata: __, ...little } = before;
      const secrets = [{ name: 'CHECK_FROM_REPORT', value: 'never' }];
      const much = { metadata: { ...rightMetadata, nested: { a: 1 } }, colour: 'red', secrets };
      for (const report of [
        { ...little, status: 'onboarding' },
        { ...before, ...much, status: 'ready' },
      ]) {
        resource.report = report;
        const body = { event: { type: 'resource.updated', resourceId: id } };
        expectStatus(await bench.call(p.createEvent, { body }), 201);
        const seen = await bench.eventually(async () => {
          const status = await storeField(bench, storeId, 'externalResourceStatus');
          return status === report.status ? true : undefined;
        });
        if (seen === undefined) fail(`The host does not take over the status ${report.status}.`);
        const metadata = await storeField(bench, storeId, 'metadata');
        if (!isDeepStrictEqual(metadata, rightMetadata)) {
          fail(`The metadata becomes ${JSON.stringify(metadata)}.`);
        }
      }
      resource.report = before;
      const names = Object.keys(await bench.customer.variables((await bench.standing()).project));
      if (names.includes('CHECK_FROM_REPORT')) fail('A report brings a secret.');
    },
  },
  {
    name: 'unknown-to-the-provider',
    title: 'What the provider says it does not know stays as the host knows it.',
    requirements: ['EVT-6'],
    level: 'robust',
    advice: 'Take a 404 to a reading after an event for no news.',
    run: async (bench) => {
      const { id, storeId } = await bench.standing();
      const since = performance.now();
      bench.provider.meet('getResource', { answer: 404, text: '' });
      const body = { event: { type: 'resource.updated', resourceId: id } };
      expectStatus(await bench.call(p.createEvent, { body }), 201);
      const read = await bench.eventually(() =>
        bench.provider.calls('getResource', since).find(({ answered }) => answered === 404),
      );
      if (read === undefined) fail('An event does not make the host read the resource.');
      const found = await bench.call(p.getInstallationResource, { params: { resourceId: id } });
      expectStatus(found, 200);
      const status = await storeField(bench, storeId, 'externalResourceStatus');
      if (status !== 'ready') fail(`The host shows ${JSON.stringify(status)} instead of “ready”.`);
    },
  },
  {
    name: 'unknown-events-refused',
    title: 'An event that is none of the protocol is refused with 400.',
    requirements: ['EVT-15'],
    level: 'complete',
    advice: 'Refuse every other type, and a resource.updated without a resource.',
    run: async ({ call }) => {
      for (const event of [{ type: 'resource.exploded' }, { type: 'resource.updated' }]) {
        expectStatus(await call(p.createEvent, { body: { event } }), 400);
      }
    },
  },
  {
    name: 'push-changes-what-it-names',
    title: 'A push changes what it names and nothing else, and notifications can be cleared.',
    requirements: ['HRES-6', 'HRES-9', 'EVT-10', 'EVT-11', 'INS-1'],
    level: 'complete',
    advice: 'Leave alone what a push does not name; null and an empty text clear a notification.',
    run: async (bench) => {
      const { id, storeId } = await bench.standing();
      const params = { resourceId: id };
      const before = await storeField(bench, storeId, 'metadata');
      const push = async (body: object) => {
        const answer = await bench.call(p.patchResource, { params, body });
        bodyOf(p.patchResource.responses[200], answer);
      };
      for (const cleared of [null, '']) {
        await push({ notification: { level: 'warn', title: 'Almost full' } });
        const shown = JSON.stringify(await storeField(bench, storeId, 'notification'));
        if (!shown?.includes('Almost full')) fail('A notification that was pushed is not shown.');
        await push({ notification: cleared });
        const left = await storeField(bench, storeId, 'notification');
        if (left !== undefined && left !== null) {
          fail(`A notification of ${JSON.stringify(cleared)} clears nothing.`);
        }
      }
      expectStatus(await bench.call(p.updateInstallation, { body: {} }), 204);
      const after = await storeField(bench, storeId, 'metadata');
      if (JSON.stringify(after) !== JSON.stringify(before))
        fail('A push changed what it did not name.');
    },
  },
  {
    name: 'usage-taken',
    title: 'Reports of usage are taken or refused as the pages say.',
    requirements: ['BIL-1', 'BIL-7', 'BIL-9', 'BIL-10', 'TRA-14', 'TRA-28'],
    level: 'complete',
    advice:
      'Take both forms of `billing`, and refuse other money, times out of the period, and unknown resources.',
    run: async (bench) => {
      const { id } = await bench.standing();
      const report = (changed: object = {}) => usageReport(id, changed);
      const item = { resourceId: id, billingPlanId: 'free', name: 'Use', price: '1.00' };
      const line = { ...item, quantity: 1, units: 'hours', total: '1.00' };
      const old = new Date(Date.now() - 10 * DAY_MS).toISOString();
      const send = (body: object) => bench.call(p.submitBillingData, { body });
      expectStatus(await send(report()), 201);
      const timestamp = new Date().toISOString().replace('Z', '+00:00');
      expectStatus(await send(report({ billing: [line], timestamp })), 201);
      expectStatus(await send(report({ billing: { items: [line], discounts: [] } })), 201);
      for (const wrong of [
        { billing: [{ ...line, total: '1e2' }] },
        { billing: [{ ...line, total: '-1' }] },
        { billing: [{ ...line, resourceId: 'no-such-resource' }] },
        { eod: old },
      ]) {
        const answer = await send(report(wrong));
        if (answer.status < 400 || answer.status > 499) {
          fail(`A report with ${JSON.stringify(wrong)} is answered with ${answer.status}.`);
        }
      }
    },
  },
  {
    name: 'invoices-rehearsed',
    title: 'A test invoice is checked, charged to nobody, and has a state of the protocol.',
    requirements: ['INV-1', 'INV-6', 'INV-10', 'TRA-13'],
    level: 'complete',
    advice: 'Answer what is wrong with a test invoice as validationErrors, and call it a test.',
    run: async (bench) => {
      const { id } = await bench.standing();
      const right = invoiceOf(id);
      const wrong = { ...right, invoiceDate: new Date(Date.now() - 90 * DAY_MS).toISOString() };
      const answer = await bench.call(p.submitInvoice, {
        body: { ...wrong, test: { validate: true } },
      });
      const told = bodyOf(p.submitInvoice.responses[200], answer);
      if (!told.validationErrors?.length) fail('A date outside of the period is not told.');
      const made = await bench.call(p.submitInvoice, { body: { ...right, test: {} } });
      const { invoiceId } = bodyOf(p.submitInvoice.responses[200], made);
      if (invoiceId === undefined) fail('A test invoice has no id.');
      const read = await bench.call(p.getInvoice, { params: { invoiceId } });
      const invoice = bodyOf(p.getInvoice.responses[200], read);
      if (invoice.test !== true) fail('A test invoice is not called one.');
      if (!/^\d{4}(-\d\d){2}T\d\d(:\d\d){2}\.\d{3}Z$/.test(invoice.created)) {
        fail(`A time is written as ${invoice.created}.`);
      }
    },
  },
  {
    name: 'credential-rotated',
    title:
      'A credential is rotated for the client secret alone, and the former one works until it is revoked.',
    requirements: ['TOK-23', 'TOK-24', 'TOK-25', 'TOK-26', 'TOK-20'],
    level: 'complete',
    advice:
      'Ask for both proofs, keep the former credential until it is revoked, and never revoke the last one.',
    run: async (bench) => {
      const installed = await bench.install('first');
      const { clientSecret } = installed.integration;
      const former = bench.credentialOf(installed);
      const wrong = { client_secret: 'a-wrong-secret' };
      expectStatus(
        await bench.call(p.rotateCredentials, { installed, body: wrong }),
        400,
        401,
        403,
      );
      const body = { client_secret: clientSecret };
      const answer = await bench.call(p.rotateCredentials, { installed, body });
      const { access_token: newest } = bodyOf(p.rotateCredentials.responses[200], answer);
      bench.provider.state.installations.get(installed.id)?.push(newest);
      for (const credential of [former, newest]) {
        expectStatus(await bench.call(p.getAccount, { installed, credential }), 200);
      }
      const revoke = (token: string) =>
        bench.call(p.revokeCredentials, { installed, body: { ...body, token } });
      expectStatus(await revoke(former), 200);
      expectStatus(await bench.call(p.getAccount, { installed, credential: former }), 401, 403);
      const again = bodyOf(p.revokeCredentials.responses[200], await revoke(former));
      if (!again.already_revoked) fail('A repeated revocation does not say that it is one.');
      expectStatus(await revoke(newest), 409);
      expectStatus(await bench.call(p.getAccount, { installed }), 200);
    },
  },
];

const DAY_MS = 86_400_000;

/** Ends the trial unless it was answered with one of these. */
export function expectStatus(answer: Answer, ...wanted: readonly number[]): void {
  const { status, asked } = answer;
  if (!wanted.includes(status)) {
    fail(
      `${asked} is answered with ${status}${saidIn(answer)} and not with ${wanted.join(' or ')}.`,
    );
  }
}

function period() {
  const end = new Date(Date.now() + DAY_MS);
  const start = new Date(Date.now() - DAY_MS);
  return { start: start.toISOString(), end: end.toISOString() };
}

function usageReport(resourceId: string, changed: object) {
  const now = new Date().toISOString();
  const usage = [
    { resourceId, name: 'Storage', type: 'total', units: 'GB', dayValue: 1, periodValue: 1 },
  ];
  return { timestamp: now, eod: now, period: period(), billing: [], usage, ...changed };
}

function invoiceOf(resourceId: string) {
  const item = { resourceId, billingPlanId: 'free', name: 'Use', price: '2.00', quantity: 1 };
  return {
    invoiceDate: new Date().toISOString(),
    period: period(),
    items: [{ ...item, units: 'months', total: '2.00' }],
  };
}
