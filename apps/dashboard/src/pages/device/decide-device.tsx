import type { DeviceLogin } from '@kontor/protocol/kontor';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { When } from '../../ui/when.tsx';

type Props = {
  readonly login: DeviceLogin;
  /** Who it would act for. */
  readonly email: string;
};

/** What asks, and the two answers that there are. */
export function DecideDevice({ login, email }: Props) {
  const { code, client, machine, ipAddress, createdAt, expiresAt } = login;
  const [decision, setDecision] = useState<'allow' | 'refuse'>();
  const decide = useChange('decideDeviceLogin', { refreshes: ['listTokens'] });
  const name = machine ?? client;
  const put = (wished: 'allow' | 'refuse') => {
    setDecision(wished);
    decide.mutate({ body: { code, decision: wished } });
  };
  if (decide.isSuccess)
    return <Decided name={name} email={email} isAllowed={decision === 'allow'} />;
  const isPending = (wished: 'allow' | 'refuse') => decide.isPending && decision === wished;
  return (
    <>
      <Facts
        facts={[
          { name: 'Code', value: <span className="font-mono text-lg">{code}</span> },
          { name: 'Program, as it calls itself', value: client },
          { name: 'Machine, as it calls itself', value: machine ?? 'not said' },
          { name: 'Asked from', value: ipAddress },
          { name: 'Asked', value: <When at={createdAt} /> },
          { name: 'Over', value: <When at={expiresAt} /> },
        ]}
      />
      <Note tone="warn">
        Allow it only if you have started this yourself and see the same code there. It then does
        whatever {email} may do, until you revoke its token. Refuse it if somebody else has sent you
        the code or this link.
      </Note>
      <ProblemNote error={decide.error} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button look="plain" isPending={isPending('refuse')} onPress={() => put('refuse')}>
          Refuse
        </Button>
        <Button look="primary" isPending={isPending('allow')} onPress={() => put('allow')}>
          Allow
        </Button>
      </div>
    </>
  );
}

function Decided({
  name,
  email,
  isAllowed,
}: {
  readonly name: string;
  readonly email: string;
  readonly isAllowed: boolean;
}) {
  return (
    <div role="status">
      <Note>
        {isAllowed
          ? `${name} is allowed, and is signed in as ${email} in a moment. You may close this page. `
          : `${name} is refused, and learns it in a moment. You may close this page. `}
        <Link to="/account" className="text-accent underline">
          Your tokens
        </Link>
      </Note>
    </div>
  );
}
