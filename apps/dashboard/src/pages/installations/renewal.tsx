import type { Installation, Listing } from '@kontor/protocol/kontor';
import { useState } from 'react';
import { useChange } from '../../api/use-change.ts';
import { useMay } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/note.tsx';
import { Policies } from '../../ui/policies.tsx';
import { installationReads } from './reads.ts';

/** Asks for the policies that came after the team had installed it. */
export function Renewal({
  team,
  installation,
  listing,
}: {
  readonly team: string;
  readonly installation: Installation;
  readonly listing: Listing;
}) {
  const may = useMay();
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const renew = useChange('renewInstallation', { refreshes: installationReads });
  const missing = listing.policies.filter((policy) => !(policy in installation.acceptedPolicies));
  const isThere = installation.lifecycle === 'installed' && installation.kind === 'native';
  if (!isThere || missing.length === 0 || !may('installation:manage')) return null;
  return (
    <div className="flex max-w-2xl flex-col gap-3">
      <Note tone="warn">{listing.developer} has published something new to accept.</Note>
      <Form
        error={renew.error}
        onSubmit={() =>
          renew.mutate({
            params: { team, installation: installation.id },
            body: { acceptedPolicies: [...accepted] },
          })
        }
        actions={
          <Button look="primary" type="submit" isPending={renew.isPending}>
            Accept
          </Button>
        }
      >
        <Policies
          listing={{ ...listing, policies: missing }}
          accepted={accepted}
          onChange={setAccepted}
        />
      </Form>
    </div>
  );
}
