import { SubPages } from '../../ui/sub-pages.tsx';
import { useArea } from './operator-areas.ts';

/** The pages beside the one that is shown. */
export function OperatorPages() {
  const area = useArea();
  return area && <SubPages label={area.name} pages={area.pages} />;
}
