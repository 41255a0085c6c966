import type { Mail } from '@kontor/protocol/kontor';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useChange } from '../../api/use-change.ts';
import { usePaged } from '../../api/use-paged.ts';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LongTable, type LongTableProps } from '../../ui/long-table.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { When } from '../../ui/when.tsx';
import { OperatorPages } from './operator-pages.tsx';

const FROM = '/operator/mails';
const states = [
  { value: 'failed', label: 'Failed' },
  { value: 'waiting', label: 'Waiting' },
  { value: 'sent', label: 'Sent' },
] as const;

const empties: Readonly<Record<Mail['state'], string>> = {
  failed: 'Every mail of the last thirty days was sent, or still waits.',
  waiting: 'Nothing is on its way.',
  sent: 'No mail was sent in the last thirty days.',
};

/** What became of mail, and the way to send again what failed. */
export function MailsPage() {
  const search = useSearch({ from: FROM });
  const state = states.find(({ value }) => value === search.state)?.value ?? 'failed';
  const navigate = useNavigate({ from: FROM });
  const { query, list } = usePaged(
    'listMails',
    { query: { state } },
    { rowsOf: ({ mails }) => mails, cursorOf: ({ id }) => id },
  );
  return (
    <Page
      title="Mail"
      lead="What this host tried to send in the last thirty days. Nobody sees what a letter says."
    >
      <OperatorPages />
      {query.data?.pages[0]?.isOn === false && (
        <Note>
          This host sends no mail: whoever makes a link hands it over. Set{' '}
          <code>KONTOR_SMTP_URL</code> and <code>KONTOR_MAIL_FROM</code> to send it.
        </Note>
      )}
      <div className="w-56">
        <Select
          label="State"
          choices={states}
          value={state}
          onChange={(value) =>
            void navigate({ search: { state: states.find((each) => each.value === value)?.value } })
          }
        />
      </div>
      <QueryView query={query} rows={4}>
        {() =>
          list.rows.length === 0 ? (
            <Empty title="There is none">{empties[state]}</Empty>
          ) : (
            <MailTable {...list} />
          )
        }
      </QueryView>
    </Page>
  );
}

const kinds: Readonly<Record<Mail['kind'], string>> = {
  invitation: 'Invitation to a team',
  'account-disabled': 'A linked account stopped working',
  'password-reset': 'Link for a forgotten password',
  approval: 'An agent waits for approval',
};

function MailTable(list: Pick<LongTableProps<Mail>, 'rows' | 'hasMore' | 'isReading' | 'onMore'>) {
  const again = useChange('sendMailAgain', { refreshes: ['listMails', 'listAuditEvents'] });
  return (
    <>
      <ProblemNote error={again.error} />
      <LongTable
        {...list}
        label="Mail"
        keyOf={({ id }) => id}
        columns={[
          { name: 'Posted', cell: ({ createdAt }) => <When at={createdAt} /> },
          { name: 'What', cell: ({ kind }) => kinds[kind] },
          { name: 'To', cell: ({ to }) => <span className="break-all">{to}</span> },
          { name: 'How it went', cell: HowItWent },
          {
            name: 'Send again',
            cell: ({ id, state, to, sendableUntil }) =>
              state === 'failed' &&
              (sendableUntil === null ? (
                <span className="text-muted">Its letter is gone</span>
              ) : (
                <>
                  <Button
                    look="link"
                    aria-label={`Send again: the mail to ${to}`}
                    onPress={() => again.mutate({ params: { mail: id } })}
                  >
                    Send again
                  </Button>
                  <span className="block text-xs text-muted">
                    its letter goes <When at={sendableUntil} />
                  </span>
                </>
              )),
          },
        ]}
      />
    </>
  );
}

function HowItWent({ state, attempts, failure, endedAt, dueAt }: Mail) {
  const ended = endedAt !== null && <When at={endedAt} />;
  return (
    <>
      {state === 'sent' && <>Sent {ended}</>}
      {state === 'failed' && <>Given up {ended}</>}
      {state === 'waiting' && <>Is tried {dueAt !== null && <When at={dueAt} />}</>}
      <span className="block text-xs text-muted">
        {attempts === 1 ? '1 try' : `${attempts} tries`}
        {failure !== null && `: ${failure}`}
      </span>
    </>
  );
}
