import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { Policies } from '../../ui/policies.tsx';
import { QueryView } from '../../ui/query-view.tsx';

/** What the team agrees to that gets an installation, as one that installs does. */
export function Terms({
  integration,
  accepted,
  onChange,
}: {
  readonly integration: string;
  readonly accepted: readonly string[];
  readonly onChange: (accepted: string[]) => void;
}) {
  const listing = useQuery(read('getListing', { params: { integration } }));
  return (
    <QueryView query={listing} rows={2}>
      {({ integration: shown }) => (
        <Policies listing={shown} accepted={accepted} onChange={onChange} />
      )}
    </QueryView>
  );
}
