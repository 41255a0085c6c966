import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { type ComponentType, useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';

/** The list that a palette opens, of the places that its pages lead to. */
export type PaletteList = ComponentType<{
  readonly onClose: () => void;
  readonly onGo: (to: string) => void;
}>;

/** When it is loaded for whoever has not opened it yet: the page that they came for is there by then. */
const LOADED_AFTER_MS = 500;

/** Finds pages by name, from anywhere: Ctrl+K, or the button. It opens at once, and is no part of the first page. */
export function CommandPalette({ load }: { readonly load: () => Promise<PaletteList> }) {
  const [isOpen, setOpen] = useState(false);
  const [List, setList] = useState<PaletteList>();
  const navigate = useNavigate();
  useEffect(() => {
    const open = (event: KeyboardEvent) => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', open);
    return () => removeEventListener('keydown', open);
  }, []);
  useEffect(() => {
    if (List !== undefined) return;
    // not by Suspense, which keeps what has come back for a third of a second; where it fails, opening tries again
    const get = () =>
      void load().then(
        (loaded) => setList(() => loaded),
        () => undefined,
      );
    const later = setTimeout(get, isOpen ? 0 : LOADED_AFTER_MS);
    return () => clearTimeout(later);
  }, [isOpen, List, load]);
  const go = (to: string) => {
    setOpen(false);
    void navigate({ to });
  };
  return (
    <>
      <Button look="quiet" onPress={() => setOpen(true)}>
        <Search size={16} aria-hidden />
        <span className="sr-only sm:not-sr-only">Go to</span>
        <kbd aria-hidden className="hidden text-xs text-muted sm:inline">
          Ctrl K
        </kbd>
      </Button>
      {isOpen && List && <List onClose={() => setOpen(false)} onGo={go} />}
    </>
  );
}
