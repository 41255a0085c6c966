import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { Address } from '../../ui/address.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { KeyEncryptionKeys } from './key-encryption-keys.tsx';
import { OperatorPages } from './operator-pages.tsx';
import { SigningKeys } from './signing-keys.tsx';

/** With what the host signs, and what keeps everything that is sealed. */
export function KeysPage() {
  const host = useQuery(read('getHost', {}));
  return (
    <Page
      title="Keys"
      lead="With what this host signs, and what everything that is sealed hangs on."
    >
      <OperatorPages />
      <SigningKeys />
      <QueryView query={host} rows={1}>
        {({ issuer }) => (
          <Facts
            facts={[
              {
                name: 'Issuer',
                value: (
                  <code className="wrap-anywhere">
                    <Address>{issuer}</Address>
                  </code>
                ),
              },
              {
                name: 'Published keys',
                value: (
                  <a
                    className="text-accent underline"
                    href={`${issuer}/.well-known/openid-configuration`}
                  >
                    Discovery document
                  </a>
                ),
              },
            ]}
          />
        )}
      </QueryView>
      <KeyEncryptionKeys />
    </Page>
  );
}
