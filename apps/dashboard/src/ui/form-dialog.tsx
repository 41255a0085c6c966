import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';
import { Form } from './form.tsx';

/** A form over the page, with the way back beside the button that sends it. */
export function FormDialog({
  error,
  onSubmit,
  submit,
  isPending,
  isReady = true,
  isDangerous = false,
  isOpen = true,
  children,
  ...dialog
}: Omit<DialogProps, 'isOpen' | 'children'> & {
  /** It is there while it is open; one that is hidden meanwhile keeps what was typed. */
  readonly isOpen?: boolean;
  readonly error: Error | null;
  readonly onSubmit: () => void;
  /** What the button says. */
  readonly submit: ReactNode;
  readonly isPending: boolean;
  /** Whether what is chosen can be sent as it is. */
  readonly isReady?: boolean;
  /** Whether there is no way back afterwards. */
  readonly isDangerous?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <Dialog {...dialog} isOpen={isOpen}>
      <Form
        error={error}
        // by Enter it is sent again, whatever has become of the button
        onSubmit={() => isPending || onSubmit()}
        actions={
          <>
            <Button onPress={dialog.onClose}>Cancel</Button>
            <Button
              look={isDangerous ? 'danger' : 'primary'}
              type="submit"
              isPending={isPending}
              isDisabled={!isReady}
            >
              {submit}
            </Button>
          </>
        }
      >
        {children}
      </Form>
    </Dialog>
  );
}
