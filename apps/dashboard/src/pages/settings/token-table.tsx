import type { Token } from '@kontor/protocol/kontor';
import { Button } from '../../ui/button.tsx';
import { RowActions } from '../../ui/row-actions.tsx';
import { type Column, Table } from '../../ui/table.tsx';
import { When } from '../../ui/when.tsx';

/** Tokens by name, with what tells them apart, and never the token itself. */
export function TokenTable({
  tokens,
  onRevoke,
}: {
  readonly tokens: readonly Token[];
  /** Undefined where the viewer may not. */
  readonly onRevoke: ((token: Token) => void) | undefined;
}) {
  const actions: Column<Token> = {
    name: 'Actions',
    cell: (token) => (
      <RowActions>
        <Button look="quiet" aria-label={`Revoke ${token.name}`} onPress={() => onRevoke?.(token)}>
          Revoke
        </Button>
      </RowActions>
    ),
  };
  return (
    <Table
      label="Tokens"
      rows={tokens}
      keyOf={({ id }) => id}
      columns={[
        { name: 'Name', cell: ({ name }) => name },
        { name: 'Ends in', cell: ({ hint }) => <code>…{hint}</code> },
        {
          name: 'Good for',
          cell: ({ grant, teamId }) =>
            grant?.role ?? (teamId === null ? 'everything you may do' : 'one team'),
        },
        {
          name: 'Last used',
          cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'never' : <When at={lastUsedAt} />),
        },
        {
          name: 'Expires',
          cell: ({ expiresAt }) => (expiresAt === null ? 'never' : <When at={expiresAt} />),
        },
        ...(onRevoke === undefined ? [] : [actions]),
      ]}
    />
  );
}
