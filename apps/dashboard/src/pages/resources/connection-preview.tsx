import type { Collision, Resource, VariableSource } from '@kontor/protocol/kontor';
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { Answer, Input } from '../../api/call.ts';
import { read } from '../../api/read.ts';
import { Button } from '../../ui/button.tsx';
import { Note, ProblemNote } from '../../ui/note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useSettled } from '../../ui/use-settled.ts';

type Preview = Answer<'connectResource'>['preview'];

type AboutPreview = {
  readonly team: string;
  readonly resource: Resource;
  readonly onPrefix: (prefix: string) => void;
};

const asking = {
  placeholderData: keepPreviousData,
  staleTime: 30_000,
  refetchOnWindowFocus: false,
} as const;

/** The names that a connection would make, as the host answers for what is filled in at that moment. */
export function ConnectionPreview({
  wanted,
  ...about
}: AboutPreview & { readonly wanted: Input<'connectResource'>['body'] }) {
  const params = { team: about.team, resource: about.resource.id };
  const body = JSON.parse(useSettled(JSON.stringify(wanted)));
  const query = { dryRun: 'true' } as const;
  const asked = useQuery({ ...read('connectResource', { params, query, body }), ...asking });
  return <Shown {...about} asked={asked} />;
}

/** The same for a connection that there is, once it is changed. */
export function ChangePreview({
  connection,
  wanted,
  ...about
}: AboutPreview & {
  readonly connection: string;
  readonly wanted: Input<'updateConnection'>['body'];
}) {
  const params = { team: about.team, resource: about.resource.id, connection };
  const body = JSON.parse(useSettled(JSON.stringify(wanted)));
  const query = { dryRun: 'true' } as const;
  const asked = useQuery({ ...read('updateConnection', { params, query, body }), ...asking });
  return <Shown {...about} asked={asked} />;
}

function Shown({
  asked: { data, error },
  resource,
  onPrefix,
}: Omit<AboutPreview, 'team'> & { readonly asked: UseQueryResult<{ readonly preview: Preview }> }) {
  if (error !== null) return <ProblemNote error={error} />;
  if (data === undefined) return <Skeleton rows={2} />;
  const { preview } = data;
  return (
    <section aria-label="What comes of it" className="flex flex-col gap-3">
      <Names preview={preview} resource={resource} />
      {preview.suggestedPrefix !== undefined && (
        <Note tone="warn">
          <span className="flex flex-wrap items-center justify-between gap-2">
            Names cannot have two owners. A prefix keeps them apart.
            <Button onPress={() => onPrefix(preview.suggestedPrefix ?? '')}>
              Use {preview.suggestedPrefix}
            </Button>
          </span>
        </Note>
      )}
      {preview.warnings.map(({ name, cause }) => (
        <Note key={`${name} ${cause}`} tone="warn">
          <code>{name}</code> is a name that front-end tools put into pages, where anybody can read
          it.
        </Note>
      ))}
    </section>
  );
}

function Names({ preview, resource }: { readonly preview: Preview; readonly resource: Resource }) {
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      {preview.environments.map(({ environment, variables }) => (
        <div key={environment} className="border-b border-line p-3 last:border-0">
          <h3 className="text-muted">{environment}</h3>
          {variables.length === 0 && <p>No secrets go there.</p>}
          <ul>
            {variables.map(({ name, secretName }) => (
              <li key={secretName} className="flex flex-wrap items-center gap-2">
                <code>{name}</code>
                <Clash collision={collisionOf(preview, environment, name)} resource={resource} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function collisionOf(
  { collisions }: Preview,
  environment: string,
  name: string,
): Collision | undefined {
  return collisions.find((each) => each.environment === environment && each.name === name);
}

function Clash({
  collision,
  resource,
}: {
  readonly collision: Collision | undefined;
  readonly resource: Resource;
}) {
  if (collision === undefined) return null;
  const owners = collision.owners.map((owner) => wordOf(owner, resource));
  return <span className="text-bad">wanted by {[...new Set(owners)].join(' and ')}</span>;
}

function wordOf(owner: VariableSource, resource: Resource): string {
  if (owner.kind === 'variable') return 'a variable set by hand';
  if (owner.kind === 'shared') return 'a variable shared by the team';
  return owner.resourceId === resource.id ? `${owner.resourceName} (this)` : owner.resourceName;
}
