import { useState } from 'react';
import type { EndpointId } from '../../api/call.ts';
import { useChange } from '../../api/use-change.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/note.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { NeedNote } from './need-note.tsx';
import type { Offer } from './offer.ts';
import { Terms } from './terms.tsx';

const changed: readonly EndpointId[] = [
  'getTransfer',
  'listProjects',
  'listTeamResources',
  'listInstallations',
];

type DecideProps = { readonly team: string; readonly code: string; readonly offer: Offer };

/** Takes it over or declines it, after saying what the team still has to see to. */
export function Decide({ team, code, offer }: DecideProps) {
  const { kind, name, status, obstacle, needs, installations } = offer;
  const [accepted, setAccepted] = useState<string[]>([]);
  const [newName, setNewName] = useState('');
  const [isDeclining, setDeclining] = useState(false);
  const params = { team, code };
  const accept = useChange('acceptTransfer', { refreshes: changed });
  const decline = useChange('declineTransfer', { refreshes: changed });
  const terms = needs.find((need) => need.code === 'policies_not_accepted');
  const isRenamed = kind === 'project' && newName !== '';
  const open = needs.filter((need) => need !== terms && !(need.code === 'name_taken' && isRenamed));
  const isAgreed = (terms?.missing ?? []).every((policy) => accepted.includes(policy));
  const body = {
    ...(terms !== undefined && { acceptedPolicies: accepted }),
    ...(isRenamed && { newProjectName: newName }),
  };
  const isUnderWay = status === 'accepting';
  if (decline.isSuccess)
    return <Note>{name} is declined. The link is good for nobody any more.</Note>;
  const confirm = isDeclining && (
    <Confirm
      title={`Decline ${name}`}
      action="Decline for everybody"
      error={decline.error}
      isPending={decline.isPending}
      onClose={() => setDeclining(false)}
      onConfirm={() => decline.mutate({ params })}
    >
      <p>The link ends for everybody who has it. Whoever made it is not told who declined.</p>
    </Confirm>
  );
  return (
    <>
      <Form
        error={accept.error}
        onSubmit={() => accept.mutate({ params, body })}
        actions={
          <>
            {!isUnderWay && (
              <Button look="quiet" onPress={() => setDeclining(true)}>
                Decline
              </Button>
            )}
            <Button
              look="primary"
              type="submit"
              isPending={accept.isPending}
              isDisabled={open.length > 0 || !isAgreed}
            >
              {isUnderWay ? 'Try again now' : 'Take it over'}
            </Button>
          </>
        }
      >
        {isUnderWay && (
          <Note tone="warn">
            {name} is being taken over. It goes on by itself, also when you leave this page.
            {obstacle !== null && ` It was held up: ${obstacle.message}`}
          </Note>
        )}
        {open.map((need) => (
          <NeedNote key={need.code} team={team} need={need} />
        ))}
        {kind === 'project' && !isUnderWay && (
          <TextField
            name="newProjectName"
            label="Call the project"
            hint={`Leave it empty to keep ${name}.`}
            autoComplete="off"
            value={newName}
            onChange={setNewName}
          />
        )}
        {terms !== undefined && installations[0] !== undefined && (
          <Terms
            integration={installations[0].integration.slug}
            accepted={accepted}
            onChange={setAccepted}
          />
        )}
      </Form>
      {confirm}
    </>
  );
}
