import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Answer } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { Button } from '../../ui/button.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { When } from '../../ui/when.tsx';
import { GrantCredit } from './grant-credit.tsx';
import { OperatorPages } from './operator-pages.tsx';
import { ResumeTeam, SuspendTeam } from './suspend-team.tsx';
import { InstalledTable, MoneyOfTeam, PeopleTable } from './team-tables.tsx';

type Shown = Answer<'getOperatedTeam'>;
type Asked = 'credit' | 'suspend' | 'resume';

/** A team as those see it who run the host, and what they can do about it. */
export function TeamPage() {
  const { operated } = useParams({ from: '/operator/teams/$operated' });
  const shown = useQuery(read('getOperatedTeam', { params: { team: operated } }));
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const team = shown.data?.team;
  return (
    <Page
      title={team?.name ?? operated}
      above={
        <Link to="/operator/teams" className="text-accent underline">
          Teams
        </Link>
      }
      lead={team && `${team.slug}, ${team.id}`}
      actions={
        team && (
          <>
            <Button onPress={() => setAsked('credit')}>Grant a credit</Button>
            {team.suspension === null ? (
              <Button look="danger" onPress={() => setAsked('suspend')}>
                Suspend
              </Button>
            ) : (
              <Button onPress={() => setAsked('resume')}>Lift the suspension</Button>
            )}
          </>
        )
      }
    >
      <OperatorPages />
      <QueryView query={shown} rows={6}>
        {(data) => <Team {...data} />}
      </QueryView>
      {team && asked === 'credit' && <GrantCredit team={team} onClose={close} />}
      {team && asked === 'suspend' && <SuspendTeam team={team} onClose={close} />}
      {team && asked === 'resume' && <ResumeTeam team={team} onClose={close} />}
    </Page>
  );
}

function Team({ team, people, installed, money }: Shown) {
  return (
    <>
      {team.suspension !== null && (
        <Note tone="warn">
          Suspended <When at={team.suspension.since} />: {team.suspension.reason}
        </Note>
      )}
      <MoneyOfTeam team={team} money={money} />
      <PeopleTable people={people} count={team.members} />
      <InstalledTable rows={installed} />
      <ul className="flex flex-wrap gap-x-4">
        <li>
          <Link to="/operator/audit" search={{ team: team.slug }} className="text-accent underline">
            What happened to this team
          </Link>
        </li>
      </ul>
    </>
  );
}
