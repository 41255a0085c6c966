import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialog.tsx';
import { Note } from './note.tsx';

/** A secret that the host has made and will not show again. */
export function ShownOnce({
  title,
  secret,
  advice = 'It is shown this once. Keep it where your server reads its secrets.',
  children,
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  /** What to do with it. */
  readonly advice?: string;
  readonly children?: ReactNode;
  readonly onClose: () => void;
}) {
  return (
    <Dialog title={title} isOpen isDismissable={false} isWide onClose={onClose}>
      <Note tone="warn">{advice}</Note>
      <code className="block rounded-md border border-line bg-canvas p-3 break-all">{secret}</code>
      {children}
      <div className="flex justify-end gap-2">
        <CopyButton text={secret} />
        <Button look="primary" onPress={onClose}>
          I have it
        </Button>
      </div>
    </Dialog>
  );
}
