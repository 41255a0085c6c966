import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { Note } from '../../ui/note.tsx';

/** Names the linked accounts that stop working when a member may not manage installations any more. */
export function LostAccounts({ of, name }: { readonly of: string; readonly name: string }) {
  const team = useTeamSlug();
  const { data } = useQuery(read('listInstallations', { params: { team } }));
  const lost = data?.installations.filter(
    ({ linkedAccount: account }) => account?.ownerId === of && account.disabledAt === null,
  );
  if (lost === undefined || lost.length === 0) return null;
  const names = lost.map(({ integration }) => integration.name).join(', ');
  return (
    <Note tone="warn">
      {name} linked {names}. {lost.length === 1 ? 'It stops' : 'They stop'} working at once, until
      somebody else who may manage installations takes {lost.length === 1 ? 'it' : 'them'} over;
      what nobody takes over is removed after 30 days.
    </Note>
  );
}
