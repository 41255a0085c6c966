import type { Listing } from '@kontor/protocol/kontor';
import { Section } from './page.tsx';

/** What a provider can do once its integration is installed, in plain words. */
export function Abilities({
  title,
  listing,
}: {
  readonly title: string;
  readonly listing: Listing;
}) {
  return (
    <Section title={title}>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {abilitiesOf(listing).map((ability) => (
          <li key={ability}>{ability}</li>
        ))}
      </ul>
    </Section>
  );
}

const scopeWords: Readonly<Record<string, string>> = {
  'read:deployment': 'See the deployments of connected projects',
  'read:domain': 'See the domains of connected projects',
  'read:project': 'See connected projects',
  'read-write:deployment': 'See and change the deployments of connected projects',
  'read-write:deployment-check': 'Report checks of the deployments of connected projects',
  'read-write:domain': 'See and change the domains of connected projects',
  'read-write:drains': 'Receive logs and traces of connected projects',
  'read-write:global-project-env-vars': 'Set variables in connected projects',
  'read-write:integration-deployment-action': 'Act before deployments of connected projects',
  'read-write:log-drain': 'Receive the logs of connected projects',
  'read-write:project-env-vars': 'Set variables in connected projects',
  'read-write:project-protection-bypass': 'Pass by the protection of connected projects',
};

function abilitiesOf({ products, capabilities }: Listing): readonly string[] {
  const scopes = products.flatMap(({ details }) => details.projectConnectionScopes ?? []);
  const rotates = products.some((product) => product.capabilities.secretRotation);
  const acts = products.some(({ details }) => (details.deploymentActions ?? []).length > 0);
  const told = [
    'See the name of your team and who to contact in it',
    'See the name, e-mail address and role of members who use it',
    'Put secrets of its resources into the projects you connect them to',
    'Send invoices and report usage',
    capabilities.sso !== false && 'Sign members on in its own console',
    rotates && 'Replace the secrets of its resources when you ask for it',
    acts && 'Act before deployments of connected projects, where you choose so',
    ...scopes.map((scope) => scopeWords[scope]),
  ];
  return [...new Set(told.filter((each) => typeof each === 'string'))];
}
