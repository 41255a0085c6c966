import { useMutation } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { cache } from '../api/read.ts';
import { lookForSession, signIn, signInAddress } from '../api/session.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Form } from '../ui/form.tsx';
import { TextField } from '../ui/text-field.tsx';

/**
 * Asks for the password when a session has ended under somebody's hands. What they typed stays, also while
 * they sign in in another way, beside this page: it goes on as soon as they are back.
 */
export function SignInDialog() {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const again = useMutation({
    mutationFn: () => signIn({ email, password }),
    onSuccess: () => {
      setPassword('');
      return cache.invalidateQueries();
    },
  });
  useEffect(() => {
    const look = async () => {
      if (await lookForSession()) await cache.invalidateQueries();
    };
    addEventListener('focus', look);
    document.addEventListener('visibilitychange', look);
    return () => {
      removeEventListener('focus', look);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return (
    <Dialog title="Sign in again" isOpen isDismissable={false} onClose={() => {}}>
      <p>Your session has ended. What you were doing is still here; sign in and send it again.</p>
      <Form
        error={again.error}
        onSubmit={() => again.mutate()}
        actions={
          <>
            <a
              href={signInAddress()}
              target="_blank"
              rel="noreferrer"
              className="mr-auto text-accent underline"
            >
              Sign in another way, beside this page
            </a>
            <Button look="primary" type="submit" isPending={again.isPending}>
              Sign in
            </Button>
          </>
        }
      >
        <TextField
          name="email"
          label="E-mail address"
          type="email"
          autoComplete="username"
          isRequired
          value={email}
          onChange={setEmail}
        />
        <TextField
          name="password"
          label="Password"
          type="password"
          autoComplete="current-password"
          isRequired
          value={password}
          onChange={setPassword}
        />
      </Form>
    </Dialog>
  );
}
