import { Problem } from '../../api/problem.ts';
import { askAuth, askToSignIn } from '../../api/session.ts';

/** Whether this browser can make passkeys that the host understands. */
export function canMakePasskeys(): boolean {
  return (
    'PublicKeyCredential' in globalThis &&
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === 'function'
  );
}

/**
 * Has the device make a passkey for whoever is signed in.
 *
 * @throws Problem when the device or the host refuses, in words for people
 */
export async function makePasskey(name: string): Promise<void> {
  try {
    const options = await askAuth('passkey/generate-register-options');
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options as PublicKeyCredentialCreationOptionsJSON,
    );
    const credential = await navigator.credentials.create({ publicKey });
    await askAuth('passkey/verify-registration', {
      name,
      response: (credential as PublicKeyCredential).toJSON(),
    });
  } catch (error) {
    throw inWords(error);
  }
}

function inWords(error: unknown): unknown {
  if (error instanceof Problem) {
    if (error.isSignedOut || error.facts.reason === 'SESSION_NOT_FRESH') {
      askToSignIn();
      const message = 'You signed in some time ago. Sign in again, and then make the passkey.';
      return new Problem(error.status, { code: error.code, message });
    }
    return error;
  }
  const message = error instanceof DOMException ? ofDevice[error.name] : undefined;
  return message === undefined ? error : new Problem(0, { code: 'no_passkey', message });
}

/** Why a device makes none. @see https://www.w3.org/TR/webauthn-3/ */
const ofDevice: Readonly<Record<string, string>> = {
  NotAllowedError: 'No passkey was made: that was cancelled, or took too long. Try again.',
  InvalidStateError: 'This device has a passkey of yours for this host already.',
  SecurityError: 'Passkeys do not work at this address of the host. Open it by its name.',
  NotSupportedError: 'This device cannot make a passkey that this host understands.',
  ConstraintError: 'This device cannot make sure that it is you, so it can make no passkey.',
};
