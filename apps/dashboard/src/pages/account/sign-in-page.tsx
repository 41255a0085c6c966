import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { QueryView } from '../../ui/query-view.tsx';
import { AccountFrame } from './account-frame.tsx';
import { ChangePassword } from './change-password.tsx';
import { Passkeys } from './passkeys.tsx';
import { Sessions } from './sessions.tsx';

/** How somebody signs in, and where they have. */
export function SignInPage() {
  const ways = useQuery(read('getSignInWays', {}));
  return (
    <AccountFrame title="Signing in">
      <Sessions />
      <QueryView query={ways}>
        {({ password, platform }) => (
          <>
            {password && <Passkeys />}
            {password && <ChangePassword />}
            {platform && (
              <p className="text-muted">
                The platform that you come from signs you in. What you sign in with there is changed
                there.
              </p>
            )}
          </>
        )}
      </QueryView>
    </AccountFrame>
  );
}
