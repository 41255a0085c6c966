import { useQuery } from '@tanstack/react-query';
import { read } from '../../api/read.ts';
import { CheckboxChoices } from '../../ui/checkbox-choices.tsx';

/** The three that every project has. */
export const BUILT_IN = ['production', 'preview', 'development'];

/** Which environments of a project a connection is for; until one is chosen, those of every project. */
export function ConnectionEnvironments({
  team,
  project,
  value,
  onChange,
}: {
  readonly team: string;
  readonly project: string | null;
  readonly value: string[];
  readonly onChange: (slugs: string[]) => void;
}) {
  const own = useQuery({
    ...read('listEnvironments', { params: { team, project: project ?? '' } }),
    enabled: project !== null,
  });
  const slugs = own.data?.environments.map(({ slug }) => slug) ?? BUILT_IN;
  return (
    <CheckboxChoices
      name="environments"
      label="Environments"
      choices={slugs.map((slug) => ({ value: slug, label: slug }))}
      value={value.filter((slug) => slugs.includes(slug))}
      onChange={onChange}
    />
  );
}
