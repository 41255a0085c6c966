import type { ComponentProps } from 'react';
import type { PaletteList } from './command-palette.tsx';
import { PaletteDialog } from './palette-dialog.tsx';
import { useTeamPlaces } from './team-places.ts';

/** From the pages of a team to every other page, and to what the team has by name. */
export function TeamPalette(props: ComponentProps<PaletteList>) {
  return <PaletteDialog {...props} places={useTeamPlaces()} />;
}
