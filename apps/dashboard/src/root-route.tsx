import {
  createRootRoute,
  createRoute,
  Link,
  lazyRouteComponent,
  Outlet,
} from '@tanstack/react-router';
import { onAnotherPerson, useChangesOfPerson } from './api/person.ts';
import { SignInAgain } from './shell/sign-in-again.tsx';
import { buttonLook } from './ui/button.tsx';
import { Empty } from './ui/empty.tsx';
import { word } from './ui/search-word.ts';
import { forgetDrafts } from './ui/use-draft.ts';

// here, as they outlive the pages that they were typed into
onAnotherPerson(forgetDrafts);

export const rootRoute = createRootRoute({
  component: Pages,
  notFoundComponent: () => (
    <main className="mx-auto max-w-xl px-4 py-16">
      <Empty
        title="There is no such page"
        action={
          <Link to="/" className={buttonLook('primary')}>
            Go to the start
          </Link>
        }
      >
        The address may be mistyped, or what was here is gone.
      </Empty>
    </main>
  ),
});

/** Everything inside one team. */
export const teamRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/t/$team',
  // which dialog of the page is open, and which of several things it is about
  validateSearch: ({
    open,
    of,
  }): { readonly open?: string | undefined; readonly of?: string | undefined } => ({
    open: word(open),
    of: word(of),
  }),
  component: lazyRouteComponent(() => import('./shell/team-shell.tsx'), 'TeamShell'),
});

/** Every page begins anew for somebody else who signs in over it. */
function Pages() {
  return (
    <>
      <Outlet key={useChangesOfPerson()} />
      <SignInAgain />
    </>
  );
}
