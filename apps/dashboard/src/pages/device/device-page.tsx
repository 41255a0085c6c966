import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { read } from '../../api/read.ts';
import { signInAddress } from '../../api/session.ts';
import { useMe } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { DecideDevice } from './decide-device.tsx';

/** Where somebody allows a machine that shows a code to act for them. */
export function DevicePage() {
  const { code } = useSearch({ from: '/device' });
  const me = useMe();
  if (me.error instanceof Problem && me.error.isSignedOut) {
    location.assign(signInAddress());
    return null;
  }
  return (
    <main>
      <Page
        title="Sign a machine in"
        lead="A command line or another program shows a code, and waits until you have decided here."
      >
        <div className="flex max-w-3xl flex-col gap-6">
          <QueryView query={me}>
            {({ person }) =>
              code === undefined ? (
                <TypeCode error={null} />
              ) : (
                <WithCode key={code} code={code} email={person.email} />
              )
            }
          </QueryView>
        </div>
      </Page>
    </main>
  );
}

function WithCode({ code, email }: { readonly code: string; readonly email: string }) {
  const found = useQuery({
    ...read('getDeviceLogin', { query: { code } }),
    // once it is decided nothing waits there any more
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (found.data) return <DecideDevice login={found.data.deviceLogin} email={email} />;
  if (found.error) return <TypeCode error={found.error} typed={code} />;
  return <Skeleton rows={4} />;
}

function TypeCode({
  error,
  typed = '',
}: {
  readonly error: Error | null;
  readonly typed?: string;
}) {
  const navigate = useNavigate();
  const [code, setCode] = useState(typed);
  return (
    <Form
      error={error}
      onSubmit={() => void navigate({ to: '/device', search: { code }, replace: true })}
      actions={
        <Button look="primary" type="submit">
          Continue
        </Button>
      }
    >
      <TextField
        name="code"
        label="Code"
        hint="As the machine shows it, such as BCDF-GHJK."
        autoComplete="off"
        spellCheck="false"
        maxLength={32}
        isRequired
        value={code}
        onChange={setCode}
      />
    </Form>
  );
}
