/**
 * Signs in with a passkey, on the page for signing in: by a button, and among what the browser offers to
 * fill in. Without this file, or in a browser that knows no passkeys, the page works as it is.
 */
const AUTH = '/kontor/v1/auth/passkey';

const area = document.querySelector('#passkey');
const button = area?.querySelector('button');
const told = area?.querySelector('[role=alert]');
const next = document.querySelector('input[name=next]')?.value ?? '/';
let offer = new AbortController();

if (area && button && globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  area.hidden = false;
  button.addEventListener('click', async () => {
    offer.abort();
    button.disabled = true;
    await signIn({}).catch(tell);
    button.disabled = false;
  });
  void offerToFillIn();
}

async function offerToFillIn() {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  offer = new AbortController();
  await signIn({ mediation: 'conditional', signal: offer.signal }).catch((error) => {
    // nobody has asked for it yet: what the browser makes of it is nobody's trouble
    if (!offer.signal.aborted && error instanceof Refused) tell(error);
  });
}

async function signIn(how) {
  const asked = await fetch(`${AUTH}/generate-authenticate-options`);
  const options = await answerOf(asked);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON({
    ...options,
    userVerification: 'required',
  });
  const credential = await navigator.credentials.get({ publicKey, ...how });
  await answerOf(
    await fetch(`${AUTH}/verify-authentication`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ response: credential.toJSON() }),
    }),
  );
  location.assign(next);
}

async function answerOf(response) {
  const body = await response.json();
  if (response.ok) return body;
  throw new Refused(body.error?.message);
}

class Refused extends Error {}

function tell(error) {
  told.textContent =
    error instanceof Refused
      ? error.message
      : error.name === 'SecurityError'
        ? 'Passkeys do not work at this address of the host.'
        : 'No passkey was used: that was cancelled, or took too long. Try again.';
}
