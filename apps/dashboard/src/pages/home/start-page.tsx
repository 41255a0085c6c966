import { Link, Navigate, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { signInAddress } from '../../api/session.ts';
import { useChange } from '../../api/use-change.ts';
import { AccountMenu } from '../../shell/account-menu.tsx';
import { useMe } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TextField } from '../../ui/text-field.tsx';

/** Leads a person to their team, or to a new one. */
export function StartPage() {
  const me = useMe();
  // that of this page, also while the way to another one is under way
  const wantsNew = useSearch({ from: '/' }).new !== undefined;
  if (me.error instanceof Problem && me.error.isSignedOut) {
    location.assign(signInAddress());
    return null;
  }
  return (
    <>
      <header className="mx-auto flex max-w-6xl justify-end px-4 py-2 sm:px-6">
        <AccountMenu />
      </header>
      <main>
        <QueryView query={me}>
          {({ teams: [first], person }) =>
            first !== undefined && !wantsNew ? (
              <Navigate to="/t/$team" params={{ team: first.slug }} replace />
            ) : (
              <NewTeam invited={first === undefined ? person.email : undefined} />
            )
          }
        </QueryView>
      </main>
    </>
  );
}

/** @param invited the address at which whoever is in no team yet may have been asked into one */
function NewTeam({ invited }: { readonly invited: string | undefined }) {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [slug, setSlug] = useState('');
  const create = useChange('createTeam', {
    refreshes: ['getMe', 'listTeams'],
    onDone: ({ team }) => void navigate({ to: '/t/$team', params: { team: team.slug } }),
  });
  const wanted = slug === '' ? slugOf(name) : slug;
  return (
    <Page
      title="Make a team"
      lead="A team has the projects, the installed integrations and the bills. You can invite others later."
      above={
        invited === undefined && (
          <Link to="/" className="text-accent underline">
            Back to the team
          </Link>
        )
      }
    >
      <div className="flex max-w-md flex-col gap-6">
        {invited !== undefined && (
          <Note>
            Has somebody invited you to their team? Then open the link of the invitation instead, as{' '}
            {invited}.
          </Note>
        )}
        <Form
          error={create.error}
          onSubmit={() => create.mutate({ body: { name, slug: wanted } })}
          actions={
            <Button look="primary" type="submit" isPending={create.isPending}>
              Make the team
            </Button>
          }
        >
          <TextField name="name" label="Name" isRequired value={name} onChange={setName} />
          <TextField
            name="slug"
            label="Address"
            hint="Lower case letters, digits and hyphens. It stands in the addresses of the team's pages."
            value={wanted}
            onChange={setSlug}
          />
        </Form>
      </div>
    </Page>
  );
}

/** Letters that are no other letter with a mark. */
const plainly: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
};

function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßæœøłđ]/g, (letter) => plainly[letter] ?? letter)
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}
