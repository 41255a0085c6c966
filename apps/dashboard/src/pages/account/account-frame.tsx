import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Problem } from '../../api/problem.ts';
import { signInAddress } from '../../api/session.ts';
import { useSignOut } from '../../shell/use-sign-out.tsx';
import { useMe } from '../../shell/use-team.ts';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { SubPages } from '../../ui/sub-pages.tsx';

/** What surrounds the pages of a person's own account. */
export function AccountFrame({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  const { error } = useMe();
  const { leave, note } = useSignOut();
  if (error instanceof Problem && error.isSignedOut) {
    location.assign(signInAddress());
    return null;
  }
  return (
    <main>
      <Page
        title={title}
        above={
          <Link to="/" className="text-accent underline">
            Back to the team
          </Link>
        }
        actions={<Button onPress={leave}>Sign out</Button>}
      >
        <SubPages
          label="Account"
          pages={[
            { name: 'Account', to: '/account', isExact: true },
            { name: 'Signing in', to: '/account/sign-in' },
          ]}
        />
        {children}
      </Page>
      {note}
    </main>
  );
}
