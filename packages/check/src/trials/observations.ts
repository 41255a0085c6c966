import { refusal } from '@kontor/protocol';
import { provisionedResource } from '@kontor/protocol/partner';
import type { Bench } from '../bench/bench.ts';
import type { Exchange } from '../bench/exchange.ts';
import { cannotJudge, fail } from '../bench/outcome.ts';
import type { Trial } from './trial.ts';

const READ_MS = 10_000;
const CHANGE_MS = 60_000;

/** The status that the page of an operation names first. */
const firstStatus: Readonly<Record<string, number>> = {
  upsertInstallation: 200,
  provisionResource: 200,
  getResource: 200,
  listProductPlans: 200,
  provisionPurchase: 200,
  createTransferRequest: 200,
  verifyTransferRequest: 200,
};

/** Shorter texts, such as a port or a region, are in many answers by chance. */
const LEAST_CHARACTERS = 16;

export const observationTrials: readonly Trial[] = [
  {
    name: 'no-secret-in-refusals',
    title: 'No refusal has a credential, a token or a secret in it.',
    requirements: ['ERR-13'],
    level: 'basic',
    observes: true,
    advice: 'Write refusals of your own instead of passing on what was thrown.',
    run: async ({ sent, subject }) => {
      const secrets = [...credentialsIn(sent), ...secretsMade(sent)];
      if (subject.clientSecret !== undefined) secrets.push(subject.clientSecret);
      for (const { answer, headers, body } of refusalsIn(sent)) {
        const token = headers.authorization?.split(' ').at(-1) ?? '';
        const found = [...secrets, token].find(
          (each) => each.length >= LEAST_CHARACTERS && answer.text.includes(each),
        );
        // what was sent without being a secret may be said again
        if (found !== undefined && body?.includes(found) !== true) {
          fail(`The answer ${answer.status} to ${answer.asked} has a secret in it.`);
        }
        if (found !== undefined && credentialsIn(sent).includes(found)) {
          fail(`The answer ${answer.status} to ${answer.asked} has a credential in it.`);
        }
      }
    },
  },
  {
    name: 'no-secret-in-reports',
    title: 'Secrets of a resource are in the answer to provisioning and in no other report.',
    requirements: ['RES-2'],
    level: 'basic',
    observes: true,
    advice: 'Leave secrets out when a resource is read, listed or changed.',
    run: async ({ sent }) => {
      const secrets = secretsMade(sent);
      const reports = sent.filter(
        ({ operation }) => operation === 'getResource' || operation === 'updateResource',
      );
      if (reports.length === 0) cannotJudge('No resource was read or changed.');
      for (const { answer } of reports) {
        if (answer !== undefined && secrets.some((each) => answer.text.includes(each))) {
          fail(`The answer to ${answer.asked} has a secret in it.`);
        }
      }
    },
  },
  {
    name: 'refusals-can-be-read',
    title: 'Refusals have the body of the protocol.',
    requirements: ['ERR-2'],
    level: 'basic',
    observes: true,
    advice: 'Answer `{ "error": { "code", "message" } }`, and `user.message` for the customer.',
    run: async ({ sent }) => {
      // people read the one, and a failed command prints the other
      const others = ['sign-on', 'replInput'];
      const refusals = refusalsIn(sent).filter(({ operation }) => !others.includes(operation));
      if (refusals.length === 0) cannotJudge('Nothing was refused.');
      const other = refusals.find(({ answer }) => !refusal.safeParse(answer.json).success);
      if (other !== undefined) {
        fail(`The answer ${other.answer.status} to ${other.answer.asked} has another body.`);
      }
    },
  },
  {
    name: 'first-status-of-the-page',
    title: 'A success has the status that its page names first.',
    requirements: ['TRA-27'],
    level: 'basic',
    observes: true,
    advice: 'Answer 200 where the page of the operation says so.',
    run: async ({ sent }) => {
      for (const { operation, answer } of sent) {
        const wanted = firstStatus[operation];
        if (answer === undefined || wanted === undefined) continue;
        // an answer without a body has no other status
        if (answer.status === 204 && operation === 'upsertInstallation') continue;
        if (answer.status < 300 && answer.status !== wanted) {
          fail(`${answer.asked} is answered with ${answer.status} and not with ${wanted}.`);
        }
      }
    },
  },
  {
    name: 'answers-in-time',
    title: 'Every call is answered in time.',
    requirements: ['TRA-33'],
    level: 'basic',
    observes: true,
    advice:
      'Answer within 10 s what reads and within 60 s what changes, and report slow work later.',
    run: async ({ sent }) => {
      for (const { method, url, answer, failure } of sent) {
        const most = method === 'GET' ? READ_MS : CHANGE_MS;
        if (failure !== undefined) fail(`${method} ${new URL(url).pathname}: ${failure}.`);
        if (answer !== undefined && answer.durationMs > most) {
          fail(`${answer.asked} took ${Math.round(answer.durationMs / 1000)} s.`);
        }
      }
    },
  },
  {
    name: 'no-failures',
    title: 'No call is answered with 500: what is wrong with a call is refused.',
    requirements: ['ERR-1'],
    level: 'basic',
    observes: true,
    advice: 'Look into the log of the provider for what it did not expect.',
    run: async ({ sent }) => {
      const failed = sent.find(({ answer }) => answer !== undefined && answer.status === 500);
      if (failed?.answer !== undefined) fail(`${failed.answer.asked} is answered with 500.`);
    },
  },
  {
    name: 'calls-of-the-provider',
    title: 'What the provider sends to its host is of the form of its operation.',
    requirements: ['TRA-35'],
    level: 'complete',
    observes: true,
    advice: 'Send what the page of the operation says: bodies are closed.',
    run: async (bench) => {
      judgeFlaws(bench, 'TRA-35');
    },
  },
  {
    name: 'periods-of-the-provider',
    title: 'Periods of usage and invoices end after they begin.',
    requirements: ['BIL-20'],
    level: 'complete',
    observes: true,
    advice: 'Bill nothing for a period without a length: wait until there is one.',
    run: async (bench) => {
      judgeFlaws(bench, 'BIL-20');
    },
  },
];

function judgeFlaws({ host }: Bench, requirement: 'TRA-35' | 'BIL-20'): void {
  const flaw = host.flawed.find((each) => each.requirement === requirement);
  if (flaw !== undefined) fail(flaw.message);
  const calls = host.calls();
  const isAbout = requirement === 'TRA-35' ? calls.length > 0 : calls.some(isOfPeriod);
  if (!isAbout) cannotJudge('The provider has sent nothing of this kind.');
}

function isOfPeriod(operation: string): boolean {
  return operation === 'submitBillingData' || operation === 'submitInvoice';
}

type Refused = Exchange & { readonly answer: NonNullable<Exchange['answer']> };

function refusalsIn(sent: readonly Exchange[]): Refused[] {
  return sent.flatMap((each) =>
    each.answer !== undefined && each.answer.status > 399 ? [{ ...each, answer: each.answer }] : [],
  );
}

/** Values of secrets that say nothing that is known anyway, as a name of a database made of an id. */
function secretsMade(sent: readonly Exchange[]): string[] {
  return sent.flatMap(({ operation, answer }) => {
    if (operation !== 'provisionResource') return [];
    const made = provisionedResource.safeParse(answer?.json).data;
    if (made === undefined) return [];
    const { secrets, ...report } = made;
    const known = JSON.stringify(report);
    return secrets
      .map(({ value }) => value)
      .filter((value) => value.length >= LEAST_CHARACTERS && !known.includes(value));
  });
}

function credentialsIn(sent: readonly Exchange[]): string[] {
  return sent.flatMap(({ operation, body }) => {
    if (operation !== 'upsertInstallation' || body === undefined) return [];
    return /"access_token":"([^"]+)"/.exec(body)?.[1] ?? [];
  });
}
