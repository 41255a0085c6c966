import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';

export type DialogProps = {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  /** Whether it closes without a decision, by Escape, the cross or a press beside it. */
  readonly isDismissable?: boolean;
  readonly isWide?: boolean;
  readonly children: ReactNode;
};

/** Something to decide or fill in, over the page. The focus stays in it and returns afterwards. */
export function Dialog({
  title,
  isOpen,
  onClose,
  isDismissable = true,
  isWide = false,
  children,
}: DialogProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      onOpenChange={(open) => open || onClose()}
      className="fixed inset-0 z-40 flex items-start justify-center overflow-y-auto bg-black/50 p-4 pt-[10vh]"
    >
      <Modal
        className={`w-full ${isWide ? 'max-w-2xl' : 'max-w-md'} rounded-xl border border-line bg-raised shadow-xl`}
      >
        <AriaDialog className="flex flex-col gap-4 p-5 outline-none">
          <div className="flex items-start justify-between gap-4">
            <Heading slot="title" className="text-lg font-semibold">
              {title}
            </Heading>
            {isDismissable && (
              <Button
                aria-label="Close"
                onPress={onClose}
                className="cursor-pointer rounded-md p-1 text-muted hover:bg-hover"
              >
                <X size={18} aria-hidden />
              </Button>
            )}
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
