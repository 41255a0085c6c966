import { X } from 'lucide-react';
import {
  Button,
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components/Toast';
import { createRoot } from 'react-dom/client';
import { onAnotherPerson } from '../api/person.ts';
import { buttonLook } from '../ui/button.tsx';
import { classes } from '../ui/classes.ts';

/** What is told at the edge of the page, over every page that one goes to. */
export type Told = {
  readonly text: string;
  readonly isBad?: boolean;
  /** One thing to do about it. */
  readonly action?: { readonly name: string; readonly run: () => void };
};

const MOST = 3;

/** It waits while somebody points at it or is in it by keyboard. */
export const toasts = new ToastQueue<Told>({ maxVisibleToasts: MOST });

onAnotherPerson(() => toasts.clear());

/** In a place of its own, so that it outlives the page that it came from. */
const place = document.createElement('div');
document.body.append(place);
createRoot(place).render(<Toasts />);

function Toasts() {
  return (
    <ToastRegion
      queue={toasts}
      aria-label="What was just done"
      className="fixed right-4 bottom-4 left-4 z-50 flex flex-col-reverse gap-2 outline-none sm:left-auto sm:w-96"
    >
      {({ toast }) => (
        <Toast
          toast={toast}
          className={classes(
            'flex items-center gap-3 rounded-lg border border-edge px-4 py-3 shadow-lg',
            toast.content.isBad ? 'bg-bad-tint' : 'bg-raised',
          )}
        >
          <ToastContent className="min-w-0 flex-1 break-words">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.action && (
            <Button className={buttonLook()} onPress={toast.content.action.run}>
              {toast.content.action.name}
            </Button>
          )}
          <Button
            slot="close"
            aria-label="Close"
            className="cursor-pointer rounded-md p-1 text-muted hover:bg-hover"
          >
            <X size={18} aria-hidden />
          </Button>
        </Toast>
      )}
    </ToastRegion>
  );
}
