import type { ProviderCheck } from '@kontor/protocol/kontor';
import type { Answer } from '../../api/call.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

const tried: Readonly<Record<ProviderCheck['id'], string>> = {
  reached: 'It is reached',
  encrypted: 'The connection is encrypted',
  'token-accepted': 'It believes this host',
  'plans-readable': 'Its plans can be read',
  'forged-token-refused': 'It refuses tokens of others',
  'webhook-accepted': 'It takes webhooks',
  'forged-webhook-refused': 'It refuses webhooks of others',
  'redirect-reached': 'It is reached',
};
const of: Readonly<Record<ProviderCheck['of'], string>> = {
  baseUrl: 'Base address',
  webhookUrl: 'Webhooks',
  redirectLoginUrl: 'Redirect of sign-in',
};
const looks: Readonly<Record<ProviderCheck['result'], readonly [Tone, string]>> = {
  works: ['good', 'Works'],
  fails: ['bad', 'Fails'],
  unsure: ['warn', 'Look at it'],
  'not-tried': ['neutral', 'Not tried'],
};

/** What was tried of the addresses, how it went, and what to do. */
export function CheckResults({
  of: { checkedAt, checks },
}: {
  readonly of: Answer<'checkIntegration'>;
}) {
  const failing = checks.filter(({ result }) => result === 'fails').length;
  return (
    <div className="flex flex-col gap-3">
      <p role="status">
        {failing === 0 ? 'Nothing fails.' : `${failing} of ${checks.length} fail.`} Tried{' '}
        <When at={checkedAt} />.
      </p>
      <Table
        label="What was tried"
        rows={checks}
        keyOf={({ id }) => id}
        columns={[
          { name: 'Address', cell: (each) => of[each.of] },
          { name: 'What was tried', cell: ({ id }) => tried[id] },
          {
            name: 'Result',
            cell: ({ result }) => <Badge tone={looks[result][0]}>{looks[result][1]}</Badge>,
          },
          {
            name: 'What was seen',
            cell: ({ message, advice }) => (
              <div className="max-w-prose wrap-anywhere">
                {message}
                {advice !== null && <p className="text-muted">{advice}</p>}
              </div>
            ),
          },
        ]}
      />
    </div>
  );
}
