import type { ProviderCheck } from '@kontor/protocol/kontor';
import type { Dispatcher } from 'undici';
import { withoutQuery } from '../catalog/check-addresses.ts';
import { startDeadline } from '../partner-api/deadline.ts';
import { DialError } from '../partner-api/dial-error.ts';
import { exchange } from '../partner-api/exchange.ts';
import { checkProviderUrl } from '../partner-api/provider-url.ts';
import { type ReceiverAddress, type SendOptions, sendDelivery } from '../webhooks/send.ts';
import { checkOf } from './check-of.ts';

const ofWebhook = checkOf('webhookUrl');
const ofRedirect = checkOf('redirectLoginUrl');
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 64 * 1024;

/** Sends a test that is signed rightly, and one that somebody else would have signed. */
export async function checkWebhook(
  address: ReceiverAddress,
  test: { readonly deliveryId: string; readonly body: string; readonly otherSecret: string },
  options: SendOptions,
): Promise<readonly ProviderCheck[]> {
  const forger = { ...address, secret: test.otherSecret };
  const [right, wrong] = await Promise.all([
    sendDelivery(address, test, options),
    sendDelivery(forger, test, options),
  ]);
  if (right.record.status === null) {
    const message = right.record.message ?? 'It does not answer.';
    return [
      ofWebhook('webhook-accepted', 'fails', message, 'Have it answer 2xx within ten seconds.'),
      ofWebhook('forged-webhook-refused', 'not-tried', 'It does not answer.'),
    ];
  }
  return [
    right.outcome.kind === 'accepted'
      ? ofWebhook('webhook-accepted', 'works', 'It takes a test that is signed with your secret.')
      : ofWebhook(
          'webhook-accepted',
          'fails',
          right.record.message ?? 'It refuses.',
          'Verify x-vercel-signature with your client secret over the bytes of the body, and answer 2xx to types that you do not know.',
        ),
    wrong.outcome.kind === 'accepted'
      ? ofWebhook(
          'forged-webhook-refused',
          'fails',
          'It takes a message that is signed with another secret, so it believes anybody.',
          'Verify x-vercel-signature before anything else, and answer 401 where it is wrong.',
        )
      : ofWebhook('forged-webhook-refused', 'works', 'What others signed is refused.'),
  ];
}

/** Opens the address of single sign-on without a code, as nobody would. */
export async function checkRedirect(
  url: string,
  { dispatcher, allowPrivateAddresses }: Pick<SendOptions, 'dispatcher' | 'allowPrivateAddresses'>,
): Promise<ProviderCheck> {
  const checked = checkProviderUrl(withoutQuery(url), { allowPrivateAddresses });
  if (!checked.ok) {
    return ofRedirect('redirect-reached', 'fails', checked.error.message, 'Give another address.');
  }
  const answer = await open(url, dispatcher);
  if (typeof answer === 'string') {
    const advice = 'Have it answer: people are sent there to be signed on.';
    return ofRedirect('redirect-reached', 'fails', answer, advice);
  }
  return answer >= 500
    ? ofRedirect(
        'redirect-reached',
        'fails',
        `Without a code it answers ${answer}.`,
        'Answer 400, or a page, where there is no code.',
      )
    : ofRedirect('redirect-reached', 'works', `It is there: without a code it answers ${answer}.`);
}

/** The status, or why there was none. */
async function open(url: string, dispatcher: Dispatcher): Promise<number | string> {
  const { origin, pathname, search } = new URL(url);
  const { signal, clear } = startDeadline(TIMEOUT_MS, undefined);
  try {
    const ended = await exchange(
      dispatcher,
      {
        origin,
        method: 'GET',
        path: pathname + search,
        headers: { accept: 'text/html' },
        body: undefined,
      },
      { signal, maxBytes: MAX_BYTES },
    );
    if (ended.answer !== undefined) return ended.answer.status;
    return ended.failure instanceof DialError
      ? ended.failure.message
      : 'The connection ended before there was an answer.';
  } finally {
    clear();
  }
}
