import { type ReactNode, useState } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Form } from './form.tsx';
import { TextField } from './text-field.tsx';

/** Asks once more before something is taken away or charged, and says what goes with it. */
export function Confirm({
  title,
  action,
  error,
  isPending,
  isReady = true,
  isDangerous = true,
  typed,
  onConfirm,
  onClose,
  children,
}: {
  readonly title: string;
  /** What the button says: what is done, never just "OK". */
  readonly action: string;
  readonly error: Error | null;
  readonly isPending: boolean;
  /** Whether it can be done as it is. */
  readonly isReady?: boolean;
  /** Whether something is lost by it. */
  readonly isDangerous?: boolean;
  /** What has to be typed first, for what cannot be had back. */
  readonly typed?: string;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const [text, setText] = useState('');
  const isMeant = isReady && (typed === undefined || text.trim() === typed);
  return (
    <Dialog title={title} isOpen onClose={onClose}>
      <Form
        error={error}
        onSubmit={() => isMeant && onConfirm()}
        actions={
          <>
            <Button onPress={onClose} autoFocus={typed === undefined}>
              Cancel
            </Button>
            <Button
              look={isDangerous ? 'danger' : 'primary'}
              type="submit"
              isPending={isPending}
              isDisabled={!isMeant}
            >
              {action}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-2">{children}</div>
        {typed !== undefined && (
          <TextField
            label={`Type “${typed}” to confirm`}
            autoComplete="off"
            autoFocus
            value={text}
            onChange={setText}
          />
        )}
      </Form>
    </Dialog>
  );
}
