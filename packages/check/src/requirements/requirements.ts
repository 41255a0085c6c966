/** What the specification demands of providers: written by `npm run -s requirements -w packages/check`. */
export const requirements = {
  'BIL-3': {
    page: 'billing.md',
    text: 'The provider SHOULD write money with two decimals.',
  },
  'BIL-4': {
    page: 'billing.md',
    text: 'The provider MUST send running totals and not what was added.',
  },
  'BIL-5': {
    page: 'billing.md',
    text: 'The provider SHOULD send at least once a day, better once an hour.',
  },
  'BIL-20': {
    page: 'billing.md',
    text: 'The provider MUST send a period that ends after it begins, and an `eod` within it.',
  },
  'BIL-15': {
    page: 'billing.md',
    text: 'The provider SHOULD keep its own copies of invoices, as it cannot read them after finalization.',
  },
  'BIL-17': {
    page: 'billing.md',
    text: 'The provider MUST wait at least 15 days after a first failed charge before it destroys anything.',
  },
  'BIL-18': {
    page: 'billing.md',
    text: 'The provider SHOULD tell that it has suspended a resource by the status `suspended` and a notification.',
  },
  'CHK-6': {
    page: 'checks.md',
    text: 'The provider MUST answer a run that it cannot judge with a conclusion rather than with silence.',
  },
  'CHK-7': {
    page: 'checks.md',
    text: 'The provider MUST stop working on a run after `deployment.checkrun.cancel`.',
  },
  'DEP-6': {
    page: 'deployments.md',
    text: 'The provider MUST undo what an action made, after `.cancel` and after `.cleanup`, each any number of times.',
  },
  'ERR-1': {
    page: 'errors.md',
    text: 'The provider MUST answer a refusal with 4xx and leave everything as it was.',
  },
  'ERR-2': {
    page: 'errors.md',
    text: 'The provider SHOULD answer a refusal with the body above.',
  },
  'ERR-3': {
    page: 'errors.md',
    text: 'The provider MUST NOT answer 4xx for something that it has done or may have done.',
  },
  'ERR-13': {
    page: 'errors.md',
    text: 'The provider MUST NOT put a credential, a token or a secret into a refusal.',
  },
  'EVT-8': {
    page: 'events.md',
    text: 'The provider MUST send `resource.updated` when a resource leaves `pending`.',
  },
  'EVT-9': {
    page: 'events.md',
    text: 'The provider SHOULD send an event, or push, whenever a name, status, plan or notification changes on its side.',
  },
  'IMP-3': {
    page: 'import.md',
    text: 'The provider MUST import the resource before it sends the browser back.',
  },
  'IMP-4': {
    page: 'import.md',
    text: 'The provider MUST send `state` back as it came.',
  },
  'IMP-5': {
    page: 'import.md',
    text: 'The provider MUST send the browser only to a `return` on a host that it knows.',
  },
  'INS-7': {
    page: 'installations.md',
    text: 'The provider MUST create the installation or, where it knows the id, take over credential, policies and account.',
  },
  'INS-8': {
    page: 'installations.md',
    text: 'The provider MUST treat an id that it has not seen, or whose installation has ended, as new.',
  },
  'INS-9': {
    page: 'installations.md',
    text: 'The provider MUST store the credential so that only it can read it.',
  },
  'INS-10': {
    page: 'installations.md',
    text: 'The provider MUST NOT ask a person to sign up before it answers.',
  },
  'INS-16': {
    page: 'installations.md',
    text: 'The provider MUST move the whole installation to the plan before it answers, or tell with `effectiveDate` when it will.',
  },
  'INS-18': {
    page: 'installations.md',
    text: 'The provider MUST end the installation and everything in it.',
  },
  'INS-19': {
    page: 'installations.md',
    text: 'The provider MUST answer success for an installation that is gone already.',
  },
  'INS-20': {
    page: 'installations.md',
    text: 'The provider MUST accept a delete with a user token and with a system token.',
  },
  'INS-21': {
    page: 'installations.md',
    text: 'The provider MUST accept a delete without a body.',
  },
  'INS-25': {
    page: 'installations.md',
    text: 'The provider MUST take the webhook `integration-configuration.removed` and this call in any order, each any number of times.',
  },
  'INS-27': {
    page: 'installations.md',
    text: 'The provider SHOULD ask for the contact when it needs one instead of keeping it.',
  },
  'INS-32': {
    page: 'installations.md',
    text: 'The provider MUST send the browser only to a `next` on a host that it knows.',
  },
  'INS-33': {
    page: 'installations.md',
    text: 'The provider MUST keep the token of each `configurationId` by itself.',
  },
  'INV-8': {
    page: 'invoices.md',
    text: 'The provider MUST send an `externalId`-less invoice again only after it has made sure that the first one is not there.',
  },
  'INV-9': {
    page: 'invoices.md',
    text: 'The provider SHOULD send an `externalId`.',
  },
  'LIM-3': {
    page: 'limits.md',
    text: 'The provider MUST wait after a 429 before it calls again, as long as `Retry-After` says.',
  },
  'PLAN-1': {
    page: 'plans.md',
    text: 'The provider MUST answer `id`, `type`, `name` and `description` with every plan.',
  },
  'PLAN-9': {
    page: 'plans.md',
    text: 'The provider MUST refuse with 400 or 409 a plan that it does not offer any more.',
  },
  'PLAN-12': {
    page: 'plans.md',
    text: 'The provider MUST answer without `metadata` too.',
  },
  'PLAN-13': {
    page: 'plans.md',
    text: 'The provider MUST answer with the plans for whoever the token names, or for anybody where it names nobody.',
  },
  'PLAN-14': {
    page: 'plans.md',
    text: 'The provider MUST serve this operation where the plan of a resource can change.',
  },
  'PUR-2': {
    page: 'purchases.md',
    text: 'The provider MUST read the invoice and see that its state is `paid` before it credits.',
  },
  'PUR-3': {
    page: 'purchases.md',
    text: 'The provider MUST credit each item to its `resourceId`, or to the installation where there is none.',
  },
  'PUR-4': {
    page: 'purchases.md',
    text: 'The provider MUST credit an invoice once, however often it is asked.',
  },
  'PUR-10': {
    page: 'purchases.md',
    text: 'The provider MUST answer with a `timestamp` and with the balances as they are after it.',
  },
  'PUR-8': {
    page: 'purchases.md',
    text: 'The provider SHOULD report balances at least once a day.',
  },
  'REPL-2': {
    page: 'repl.md',
    text: 'The provider MUST refuse a command that writes where `readOnly` is `true`.',
  },
  'REPL-3': {
    page: 'repl.md',
    text: 'The provider MUST run a line only with the rights that its user has on the resource.',
  },
  'REPL-9': {
    page: 'repl.md',
    text: 'The provider MUST answer with the blocks above and no others.',
  },
  'RES-1': {
    page: 'resources.md',
    text: 'The provider MUST keep the `id` of a resource for its whole life.',
  },
  'RES-34': {
    page: 'resources.md',
    text: 'The provider MUST NOT show, change or delete a resource below the path of another installation.',
  },
  'RES-2': {
    page: 'resources.md',
    text: 'The provider SHOULD NOT put secrets into any report of a resource but the answer to provisioning.',
  },
  'RES-9': {
    page: 'resources.md',
    text: 'The provider MUST check `metadata` itself.',
  },
  'RES-10': {
    page: 'resources.md',
    text: 'The provider MUST answer with `secrets`, and with their final values even while the status is `pending`.',
  },
  'RES-11': {
    page: 'resources.md',
    text: 'The provider MUST answer `billingPlan` unless one plan covers the installation.',
  },
  'RES-12': {
    page: 'resources.md',
    text: 'The provider MUST put the installation under the plan first where the plan is of scope `installation`.',
  },
  'RES-13': {
    page: 'resources.md',
    text: 'The provider MUST NOT make a second resource for a repeat of an idempotency key.',
  },
  'RES-33': {
    page: 'resources.md',
    text: 'The provider MUST make a resource of its own for every idempotency key, any number of them in one installation.',
  },
  'RES-16': {
    page: 'resources.md',
    text: 'The provider SHOULD answer at once with `pending` when the work takes long, and tell by event when it is done.',
  },
  'RES-20': {
    page: 'resources.md',
    text: 'The provider MUST answer 404, and no 2xx, for a resource that is not there.',
  },
  'RES-22': {
    page: 'resources.md',
    text: 'The provider MUST leave alone what is not in the body.',
  },
  'RES-24': {
    page: 'resources.md',
    text: 'The provider MUST tell with `billingPlan.effectiveDate` when a change of plan takes effect later.',
  },
  'RES-25': {
    page: 'resources.md',
    text: 'The provider MUST de-provision the resource with all its data.',
  },
  'RES-26': {
    page: 'resources.md',
    text: 'The provider MUST answer success for a resource that is gone already.',
  },
  'RES-29': {
    page: 'resources.md',
    text: 'The provider MUST accept a delete with a user token and with a system token.',
  },
  'ROT-3': {
    page: 'rotation.md',
    text: 'The provider MUST keep the old secrets working for the delay that was asked for.',
  },
  'ROT-4': {
    page: 'rotation.md',
    text: 'The provider MUST refuse with 400 a delay that it cannot keep.',
  },
  'ROT-5': {
    page: 'rotation.md',
    text: 'The provider MUST end a rotation that it answered with `sync: false` by updating the secrets.',
  },
  'ROT-6': {
    page: 'rotation.md',
    text: 'The provider MUST rotate once for one idempotency key.',
  },
  'ROT-11': {
    page: 'rotation.md',
    text: 'The provider MUST answer 200 with `sync`, and with the secrets where that is `true`.',
  },
  'ROT-10': {
    page: 'rotation.md',
    text: 'The provider SHOULD allow a user to rotate only with the role `ADMIN`.',
  },
  'SEC-1': {
    page: 'secrets.md',
    text: 'The provider MUST send each name at most once in a list.',
  },
  'SEC-18': {
    page: 'secrets.md',
    text: 'The provider MUST send a name and a value with every secret.',
  },
  'SEC-2': {
    page: 'secrets.md',
    text: 'The provider MUST use names of letters, digits and `_` that do not begin with a digit.',
  },
  'SEC-17': {
    page: 'secrets.md',
    text: 'The provider SHOULD keep former values working until projects can have taken over the new ones.',
  },
  'SSO-5': {
    page: 'sso.md',
    text: 'The provider MUST refuse a request without `mode`, `code` or `state`.',
  },
  'SSO-6': {
    page: 'sso.md',
    text: 'The provider MUST verify the `id_token` as a user token ([tokens.md]) before it signs anybody in.',
  },
  'SSO-7': {
    page: 'sso.md',
    text: 'The provider MUST NOT follow a `url` that does not lead to itself.',
  },
  'SSO-8': {
    page: 'sso.md',
    text: 'The provider SHOULD show what the query names, and otherwise the installation.',
  },
  'SSO-9': {
    page: 'sso.md',
    text: 'The provider SHOULD NOT keep an `id_token` beyond the session that it opened.',
  },
  'SSO-10': {
    page: 'sso.md',
    text: 'The provider MUST let in every member, not only the one who installed.',
  },
  'TOK-5': {
    page: 'tokens.md',
    text: 'The provider MUST accept RS256 alone, whatever the header of a token says.',
  },
  'TOK-6': {
    page: 'tokens.md',
    text: 'The provider SHOULD read the key set again when it meets a `kid` that it does not know.',
  },
  'TOK-13': {
    page: 'tokens.md',
    text: 'The provider MUST accept a system token without account and with an `installation_id` of `null` or none on list plans for a product.',
  },
  'TOK-14': {
    page: 'tokens.md',
    text: 'The provider MUST ignore claims that it does not know.',
  },
  'TOK-15': {
    page: 'tokens.md',
    text: 'The provider MUST verify, before anything else, the key, the signature, `iss`, `aud` and `exp`.',
  },
  'TOK-16': {
    page: 'tokens.md',
    text: 'The provider MUST refuse a token whose `installation_id` is neither the installation in the path nor absent.',
  },
  'TOK-17': {
    page: 'tokens.md',
    text: 'The provider MUST refuse a call whose kind of token the operation does not name, and `X-Vercel-Auth` that does not fit the `sub`.',
  },
  'TOK-18': {
    page: 'tokens.md',
    text: 'The provider SHOULD allow what only administrators may do to `ADMIN` alone.',
  },
  'TOK-27': {
    page: 'tokens.md',
    text: 'The provider SHOULD accept a token whose `iat` is a few seconds ahead of its own clock.',
  },
  'TOK-22': {
    page: 'tokens.md',
    text: 'The provider MUST use the newest credential it was handed for an installation.',
  },
  'TRF-1': {
    page: 'transfers.md',
    text: "The provider MUST refuse resources that are not the source's.",
  },
  'TRF-2': {
    page: 'transfers.md',
    text: 'The provider MUST refuse a claim after `expiresAt`.',
  },
  'TRF-3': {
    page: 'transfers.md',
    text: 'The provider MUST let one accept of a claim win and refuse every other target from then on.',
  },
  'TRF-4': {
    page: 'transfers.md',
    text: 'The provider MUST answer success to a repeated accept of the same target.',
  },
  'TRF-5': {
    page: 'transfers.md',
    text: 'The provider MUST NOT change anything of the resources when a claim is verified.',
  },
  'TRF-9': {
    page: 'transfers.md',
    text: 'The provider MUST keep secrets valid through a transfer.',
  },
  'TRF-11': {
    page: 'transfers.md',
    text: 'The provider MUST answer a created request with a `providerClaimId` that names it alone.',
  },
  'TRF-10': {
    page: 'transfers.md',
    text: 'The provider MUST take the new account from the claims of the next token.',
  },
  'TRF-27': {
    page: 'transfers.md',
    text: 'The provider MUST bill what comes after the move, also of a period that began before it, as if nothing had happened.',
  },
  'TRA-6': {
    page: 'transport.md',
    text: "The provider SHOULD take the host's API address, issuer and key address from configuration.",
  },
  'TRA-9': {
    page: 'transport.md',
    text: 'The provider MUST ignore keys that it does not know in requests and answers of the host.',
  },
  'TRA-35': {
    page: 'transport.md',
    text: 'The provider MUST send bodies of the form that the page of the operation says.',
  },
  'TRA-18': {
    page: 'transport.md',
    text: 'The provider MUST do what a key asks for at most once.',
  },
  'TRA-19': {
    page: 'transport.md',
    text: 'The provider SHOULD answer a repeat of a key with the answer of the first call, for at least a day.',
  },
  'TRA-20': {
    page: 'transport.md',
    text: 'The provider SHOULD match the word `Bearer` without regard to case.',
  },
  'TRA-27': {
    page: 'transport.md',
    text: 'The provider SHOULD answer with the status that the page names first.',
  },
  'TRA-33': {
    page: 'transport.md',
    text: 'The provider SHOULD answer within these times and report slow work later, by status and event.',
  },
  'WHK-2': {
    page: 'webhooks.md',
    text: 'The provider MUST verify the signature over the bytes as they arrived, before it parses them.',
  },
  'WHK-3': {
    page: 'webhooks.md',
    text: 'The provider MUST compare signatures in constant time.',
  },
  'WHK-4': {
    page: 'webhooks.md',
    text: 'The provider MUST refuse a webhook without a signature or with a wrong one, and act on nothing in it.',
  },
  'WHK-21': {
    page: 'webhooks.md',
    text: 'The provider SHOULD refuse a `webhook-timestamp` that is more than five minutes from its own clock.',
  },
  'WHK-10': {
    page: 'webhooks.md',
    text: 'The provider MUST take deliveries in any order and more than once.',
  },
  'WHK-11': {
    page: 'webhooks.md',
    text: 'The provider SHOULD answer first and work afterwards.',
  },
  'WHK-12': {
    page: 'webhooks.md',
    text: 'The provider MUST answer 2xx to a type that it does not know.',
  },
} as const;

/** The id of a demand, such as `RES-26`. */
export type RequirementId = keyof typeof requirements;
