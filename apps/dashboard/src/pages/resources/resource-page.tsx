import type { Resource } from '@kontor/protocol/kontor';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { read } from '../../api/read.ts';
import { NotificationNote } from '../../ui/notification-note.tsx';
import { OperationNote } from '../../ui/operation-note.tsx';
import { Page } from '../../ui/page.tsx';
import { QueryView } from '../../ui/query-view.tsx';
import { TestBadge } from '../../ui/test-badge.tsx';
import { draftName, forgetDraft } from '../../ui/use-draft.ts';
import { Activity } from './activity.tsx';
import { CommandLine } from './command-line.tsx';
import { Connections } from './connections.tsx';
import { Guides } from './guides.tsx';
import { Operations } from './operations.tsx';
import { ResourceActions } from './resource-actions.tsx';
import { ResourceFacts } from './resource-facts.tsx';
import { ResourceNotes } from './resource-notes.tsx';
import { Secrets } from './secrets.tsx';
import { Settings } from './settings.tsx';
import { TryAgain } from './try-again.tsx';
import { UsageOfResource } from './usage-of-resource.tsx';
import { useProduct } from './use-product.ts';
import { useResource } from './use-resource.ts';

/** Everything about one resource. */
export function ResourcePage() {
  const { team, resource: id } = useParams({ from: '/t/$team/resources/$resource' });
  const { query, operation } = useResource(team, id);
  return (
    <QueryView query={query} rows={5}>
      {({ resource, secrets }) => (
        <Loaded key={resource.id} {...{ team, resource, secrets, operation }} />
      )}
    </QueryView>
  );
}

type LoadedProps = {
  readonly team: string;
  readonly resource: Resource;
  readonly secrets: Parameters<typeof Secrets>[0]['secrets'];
  readonly operation: Parameters<typeof OperationNote>[0]['operation'];
};

function Loaded({ team, resource, secrets, operation }: LoadedProps) {
  const offered = useProduct(team, resource);
  const installation = useQuery(
    read('getTeamInstallation', { params: { team, installation: resource.installationId } }),
  ).data?.installation;
  const isActive = resource.lifecycle === 'active';
  const { name, product } = resource;
  useEffect(() => {
    const isOfThis = (draft: object) => 'name' in draft && draft.name === name;
    if (isActive) forgetDraft(draftName(team, product.id), isOfThis);
  }, [isActive, team, name, product.id]);
  return (
    <Page
      title={resource.name}
      above={
        <Link to="/t/$team/resources" params={{ team }} className="text-accent underline">
          Resources
        </Link>
      }
      lead={
        installation?.isTest ? (
          <>
            <TestBadge /> Nothing of it is charged.
          </>
        ) : undefined
      }
      actions={
        isActive ? (
          <ResourceActions {...{ team, resource, offered }} />
        ) : (
          <TryAgain {...{ team, resource }} />
        )
      }
    >
      <OperationNote operation={operation} />
      <NotificationNote
        notification={resource.notification}
        team={team}
        installation={resource.installationId}
        resource={resource.id}
      />
      <ResourceNotes team={team} resource={resource} />
      <ResourceFacts
        {...{ team, resource }}
        isWaiting={operation?.status === 'awaiting-approval'}
      />
      {isActive && (
        <>
          <Connections {...{ team, resource, offered }} />
          <Secrets {...{ team, resource, secrets, offered }} />
          {offered && <Settings {...{ team, resource, offered }} />}
          {offered?.product.repl?.enabled && (
            <CommandLine team={team} resource={resource} settings={offered.product.repl} />
          )}
          {offered && <Guides team={team} resource={resource} product={offered.product} />}
        </>
      )}
      <UsageOfResource team={team} resource={resource} />
      <Operations team={team} resource={resource.id} />
      <Activity team={team} resource={resource.id} />
    </Page>
  );
}
