import type { FastifyReply } from 'fastify';
import { type Html, html } from '../http/html.ts';
import { PASSWORD_LENGTH } from '../people/auth.ts';
import { sendPage } from './page.ts';

/** Asks for a password that is to be used from now on. */
export function newPasswordField(label: string): Html {
  const { shortest, longest } = PASSWORD_LENGTH;
  return html`<label>${label}
<input type="password" name="password" autocomplete="new-password" minlength="${shortest}" maxlength="${longest}" aria-describedby="password-hint" required>
</label>
<p class="quiet" id="password-hint">At least ${shortest} characters. A long sentence is better than a short riddle.</p>`;
}

/** The answer to a form that another site has sent, which nobody has seen to mean it. */
export function sendForeignForm(reply: FastifyReply): FastifyReply {
  return sendPage(
    reply,
    {
      title: 'This cannot be done',
      body: html`<p>This form did not come from this page. Go back, and fill it in there.</p>`,
    },
    403,
  );
}
