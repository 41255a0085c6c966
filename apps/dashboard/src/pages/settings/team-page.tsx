import type { Team } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { foresee } from '../../api/foresee.ts';
import { read } from '../../api/read.ts';
import { useChange } from '../../api/use-change.ts';
import { TeamSubPages } from '../../shell/team-sub-pages.tsx';
import { useMay, useTeamSlug } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Form } from '../../ui/form.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { When } from '../../ui/when.tsx';

/** What a team is called, and where its pages are. */
export function TeamPage() {
  const slug = useTeamSlug();
  const mayManage = useMay()('team:manage');
  const team = useQuery(read('getTeam', { params: { team: slug } }));
  return (
    <Page title="Settings">
      <TeamSubPages area="Settings" />
      <QueryView query={team}>
        {({ team: found }) => (
          <>
            <Facts
              facts={[
                { name: 'Id', value: <code className="break-all">{found.id}</code> },
                { name: 'Your role', value: found.role ?? '—' },
                { name: 'Made', value: <When at={found.createdAt} /> },
                ...(mayManage
                  ? []
                  : [
                      { name: 'Name', value: found.name },
                      { name: 'Address', value: found.slug },
                    ]),
              ]}
            />
            {mayManage && <Rename key={found.slug} team={found} />}
          </>
        )}
      </QueryView>
    </Page>
  );
}

function Rename({ team }: { readonly team: Team }) {
  const navigate = useNavigate();
  const [name, setName] = useState(team.name);
  const [slug, setSlug] = useState(team.slug);
  const update = useChange('updateTeam', {
    refreshes: ['getMe', 'getTeam'],
    // the address only holds once the host has taken it
    foresees: ({ body: { name: called = team.name } }) => [
      foresee('getMe', ({ teams, ...me }) => ({
        ...me,
        teams: teams.map((each) => (each.id === team.id ? { ...each, name: called } : each)),
      })),
    ],
    onDone: ({ team: { slug: now } }) =>
      void navigate({ to: '/t/$team/settings', params: { team: now }, replace: true }),
  });
  return (
    <div className="max-w-md">
      <Form
        error={update.error}
        onSubmit={() =>
          update.mutate({
            params: { team: team.id },
            body: { name, ...(slug === team.slug ? {} : { slug }) },
          })
        }
        actions={
          <>
            {update.isSuccess && <span role="status">Saved</span>}
            <Button look="primary" type="submit" isPending={update.isPending}>
              Save
            </Button>
          </>
        }
      >
        <TextField name="name" label="Name" isRequired value={name} onChange={setName} />
        <TextField
          name="slug"
          label="Address"
          hint="It stands in the addresses of the team's pages: links to the former one stop working."
          isRequired
          value={slug}
          onChange={setSlug}
        />
      </Form>
    </div>
  );
}
