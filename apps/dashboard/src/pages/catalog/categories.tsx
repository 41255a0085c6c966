import { useQuery } from '@tanstack/react-query';
import { Button } from 'react-aria-components/Button';
import { read } from '../../api/read.ts';
import { useTeamSlug } from '../../shell/use-team.ts';
import { classes } from '../../ui/classes.ts';

/** The categories that there is something in. */
export function Categories({
  chosen,
  onChoose,
}: {
  readonly chosen: string | undefined;
  readonly onChoose: (category: string) => void;
}) {
  const team = useTeamSlug();
  const all =
    useQuery(read('listTeamCatalog', { params: { team }, query: {} })).data?.integrations ?? [];
  const names = [...new Set(all.map(({ category }) => category))].sort();
  if (names.length === 0) return null;
  const choices = [{ name: 'All', value: '' }, ...names.map((name) => ({ name, value: name }))];
  return (
    <fieldset className="flex flex-wrap gap-2">
      <legend className="sr-only">Category</legend>
      {choices.map(({ name, value }) => {
        const isChosen = value === (chosen ?? '');
        return (
          <Button
            key={value}
            aria-pressed={isChosen}
            onPress={() => onChoose(value)}
            className={classes(
              'cursor-pointer rounded-full border px-3 py-1',
              isChosen
                ? 'border-accent bg-accent-tint text-accent'
                : 'border-edge bg-surface hover:bg-hover',
            )}
          >
            {name}
          </Button>
        );
      })}
    </fieldset>
  );
}
