import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Problem } from '../../api/problem.ts';
import { read } from '../../api/read.ts';
import { signInAddress } from '../../api/session.ts';
import { useMe } from '../../shell/use-team.ts';
import { buttonLook } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { Select } from '../../ui/select.tsx';
import { Decide } from './decide.tsx';
import { Ended } from './ended.tsx';
import type { Offer } from './offer.ts';
import { Offered } from './offered.tsx';
import { WayBack } from './way-back.tsx';

/** How often is looked how a transfer goes that is under way, in milliseconds. */
const LOOK_EVERY_MS = 2_000;

/** Where whoever was given a link sees what would come to which of their teams, and decides. */
export function TakeOverPage() {
  const { code, team: wanted, returnUrl } = useSearch({ from: '/claim-deployment' });
  const navigate = useNavigate();
  const me = useMe();
  if (me.error instanceof Problem && me.error.isSignedOut) {
    location.assign(signInAddress());
    return null;
  }
  return (
    <main>
      <Page title="Take over" lead="Another team hands something over to you.">
        <QueryView query={me}>
          {({ teams }) => {
            const able = teams.filter(({ actions }) => actions.includes('resource:write'));
            const team = able.find(({ slug }) => slug === wanted) ?? able[0];
            if (code === undefined) return <NoCode />;
            if (team === undefined) return <NoTeam />;
            return (
              <div className="flex max-w-3xl flex-col gap-6">
                <Select
                  label="Into which team"
                  choices={able.map(({ slug, name }) => ({ value: slug, label: name }))}
                  value={team.slug}
                  onChange={(slug) => {
                    const search = { code, team: slug, returnUrl };
                    void navigate({ to: '/claim-deployment', search, replace: true });
                  }}
                />
                <InTeam key={team.slug} team={team.slug} code={code} />
                <WayBack url={returnUrl} />
              </div>
            );
          }}
        </QueryView>
      </Page>
    </main>
  );
}

function InTeam({ team, code }: { readonly team: string; readonly code: string }) {
  const offer = useQuery({
    ...read('getTransfer', { params: { team, code } }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.status === 'accepting' ? LOOK_EVERY_MS : false),
  });
  return (
    <QueryView query={offer} rows={4}>
      {(shown: Offer) => (
        <>
          <Offered offer={shown} />
          {shown.status === 'done' ? (
            <Ended team={team} offer={shown} />
          ) : (
            <Decide {...{ team, code }} offer={shown} />
          )}
        </>
      )}
    </QueryView>
  );
}

function NoCode() {
  return (
    <Empty title="The link is not whole">
      It ends in a code that is missing here. Ask whoever gave it to you for the whole link.
    </Empty>
  );
}

function NoTeam() {
  return (
    <Empty
      title="You have no team that could take it over"
      action={
        <a href="/?new" className={buttonLook('primary')}>
          Make a team
        </a>
      }
    >
      Make a team, or ask for the right to change resources in one, and open the link again.
    </Empty>
  );
}
