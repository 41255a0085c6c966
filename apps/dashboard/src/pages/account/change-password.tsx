import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { refresh } from '../../api/read.ts';
import { askToSignIn, changePassword } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Form } from '../../ui/form.tsx';
import { Note } from '../../ui/note.tsx';
import { Section } from '../../ui/page.tsx';
import { TextField } from '../../ui/text-field.tsx';

const empty = { currentPassword: '', newPassword: '' };

/** Another password, for who knows the present one. */
export function ChangePassword() {
  const [passwords, setPasswords] = useState(empty);
  const [endsOthers, setEndsOthers] = useState(true);
  const change = useMutation({
    mutationFn: () => changePassword({ ...passwords, revokeOtherSessions: endsOthers }),
    onSuccess: () => {
      setPasswords(empty);
      return refresh('listSessions');
    },
    onError: (error) => {
      if (error instanceof Problem && error.isSignedOut) askToSignIn();
    },
  });
  return (
    <Section title="Password">
      <div className="max-w-md">
        <Form
          error={change.error}
          onSubmit={() => change.mutate()}
          actions={
            <Button look="primary" type="submit" isPending={change.isPending}>
              Change password
            </Button>
          }
        >
          {change.isSuccess && <Note>Your password is changed.</Note>}
          <TextField
            name="currentPassword"
            label="Present password"
            type="password"
            autoComplete="current-password"
            isRequired
            value={passwords.currentPassword}
            onChange={(currentPassword) => setPasswords({ ...passwords, currentPassword })}
          />
          <TextField
            name="newPassword"
            label="New password"
            hint="At least 8 characters."
            type="password"
            autoComplete="new-password"
            isRequired
            value={passwords.newPassword}
            onChange={(newPassword) => setPasswords({ ...passwords, newPassword })}
          />
          <Checkbox isSelected={endsOthers} onChange={setEndsOthers}>
            Sign out everywhere else
          </Checkbox>
        </Form>
      </div>
    </Section>
  );
}
