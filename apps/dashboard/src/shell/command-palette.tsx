import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Button } from '../ui/button.tsx';

const PaletteDialog = lazy(async () => ({
  default: (await import('./palette-dialog.tsx')).PaletteDialog,
}));

/** Finds pages by name, from anywhere: Ctrl+K, or the button. It is loaded when it is first opened. */
export function CommandPalette() {
  const [isOpen, setOpen] = useState(false);
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
      {isOpen && (
        <Suspense>
          <PaletteDialog onClose={() => setOpen(false)} onGo={go} />
        </Suspense>
      )}
    </>
  );
}
