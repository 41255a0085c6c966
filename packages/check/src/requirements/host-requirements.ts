/** What the specification demands of hosts: written by `npm run -s requirements -w packages/check`. */
export const hostRequirements = {
  'BIL-1': {
    page: 'billing.md',
    text: 'The host MUST accept as money only a text of digits with at most one point between digits.',
  },
  'BIL-2': {
    page: 'billing.md',
    text: 'The host MUST calculate with money exactly, and never in floating point.',
  },
  'BIL-6': {
    page: 'billing.md',
    text: 'The host MUST let the newest `timestamp` hold for each day and period, in whatever order reports arrive.',
  },
  'BIL-7': {
    page: 'billing.md',
    text: 'The host MUST refuse an `eod` outside the period, and an `eod` or a period that ended more than 24 hours ago.',
  },
  'BIL-8': {
    page: 'billing.md',
    text: 'The host MUST NOT charge anything because of this report.',
  },
  'BIL-9': {
    page: 'billing.md',
    text: 'The host MUST refuse a report that names a resource it does not know in this installation.',
  },
  'BIL-10': {
    page: 'billing.md',
    text: 'The host MUST take a bare list of items and `{ items, discounts }` alike.',
  },
  'BIL-19': {
    page: 'billing.md',
    text: 'The host SHOULD take reports with an equal `timestamp` as parts of one, and let the part that came last hold for each resource that it names.',
  },
  'BIL-11': {
    page: 'billing.md',
    text: 'The host MUST finalize an uninstalled installation when its invoices are settled and 24 hours have passed.',
  },
  'BIL-12': {
    page: 'billing.md',
    text: 'The host MUST end the 24 hours early for `finalized: true`, for this operation, and for an invoice with `final: true`.',
  },
  'BIL-13': {
    page: 'billing.md',
    text: 'The host MUST NOT finalize while an invoice is open.',
  },
  'BIL-14': {
    page: 'billing.md',
    text: 'The host MUST keep the credential for billing operations until finalization, and refuse changes of anything else.',
  },
  'BIL-16': {
    page: 'billing.md',
    text: 'The host MUST NOT suspend a resource at its provider by itself because of an unpaid invoice.',
  },
  'CHK-1': {
    page: 'checks.md',
    text: "The host MUST send `deployment.checkrun.start` for each run of a provider's checks.",
  },
  'CHK-2': {
    page: 'checks.md',
    text: 'The host MUST hold the step that a check blocks until its run is completed or its time is over.',
  },
  'CHK-3': {
    page: 'checks.md',
    text: 'The host MUST conclude with `timeout` a run that was not completed in time.',
  },
  'CHK-4': {
    page: 'checks.md',
    text: 'The host MUST NOT let a deployment past a blocking check that was concluded with `failed`, `canceled` or `timeout`.',
  },
  'CHK-5': {
    page: 'checks.md',
    text: "The host MUST accept reports about runs of the integration's own checks alone.",
  },
  'CHK-9': {
    page: 'checks.md',
    text: 'The host MUST list the runs of a deployment in the order in which they began, those of a repeat behind the former ones of the same check.',
  },
  'CHK-10': {
    page: 'checks.md',
    text: 'The host MUST let the newest run of each check count alone.',
  },
  'CHK-11': {
    page: 'checks.md',
    text: 'The host MUST make another run of a check that is `isRerequestable` when somebody of the team asks for it, and of any check when the provider that owns it does.',
  },
  'CHK-12': {
    page: 'checks.md',
    text: 'The host MUST refuse a report about a run that was completed, unless it says the same.',
  },
  'CHK-13': {
    page: 'checks.md',
    text: 'The host MUST conclude with `stale` a check that was not heard of for an hour while it is `registered`, or for five minutes while it is `running`.',
  },
  'CHK-14': {
    page: 'checks.md',
    text: 'The host MUST treat a blocking check that is `stale` as one that has failed.',
  },
  'CHK-15': {
    page: 'checks.md',
    text: 'The host MUST forget the conclusion, the link, the `externalId` and the `output` of a check that is asked for again, and send `deployment.check-rerequested` with `deployment: { id }` and `check: { id }`.',
  },
  'CHK-16': {
    page: 'checks.md',
    text: 'The host MUST refuse to ask again for a check that was registered without `rerequestable`.',
  },
  'CHK-8': {
    page: 'checks.md',
    text: 'The host SHOULD serve the older form too, as known providers call it.',
  },
  C1: {
    page: 'concepts.md',
    text: 'The host MUST vouch for team members, so that they use a product without an account at the provider.',
  },
  C2: {
    page: 'concepts.md',
    text: 'The host MUST let a team choose, change and cancel plans at the host and charge the team there.',
  },
  C3: {
    page: 'concepts.md',
    text: 'The host MUST keep per integration its settings, client id, client secret, base URL, products, and whether it is native, connectable or both.',
  },
  C4: {
    page: 'concepts.md',
    text: 'The host MUST keep an installation active when the member who made it leaves the team.',
  },
  C5: {
    page: 'concepts.md',
    text: "The host MUST NOT hand a provider the team's own id; the installation id is the provider's key for the team.",
  },
  C6: {
    page: 'concepts.md',
    text: 'The host MUST refuse a second native installation of an integration in one team and name the existing one.',
  },
  C7: {
    page: 'concepts.md',
    text: 'The host MUST refuse a second connectable account of an integration in one team.',
  },
  C8: {
    page: 'concepts.md',
    text: 'The host MUST keep the native installation and the connectable account of one integration apart in ids, tokens, settings, resources and life.',
  },
  C9: {
    page: 'concepts.md',
    text: 'The host MUST make a new installation id for every installation, carry nothing over from a former one, and keep the former one known as uninstalled.',
  },
  C10: {
    page: 'concepts.md',
    text: 'The host MUST let one installation hold resources of several products.',
  },
  C11: {
    page: 'concepts.md',
    text: 'The host MUST ask the provider for billing plans when it needs them and never offer a stored copy.',
  },
  C12: {
    page: 'concepts.md',
    text: 'The host MUST know plans of type `prepayment` and `subscription`, and of scope `resource` (the default) and `installation`.',
  },
  C13: {
    page: 'concepts.md',
    text: 'The host MUST provision and de-provision a resource only when somebody asks for it, any number of them per product.',
  },
  C14: {
    page: 'concepts.md',
    text: 'The host MUST keep one keyset for each resource, independent of every other.',
  },
  C15: {
    page: 'concepts.md',
    text: 'The host MUST account usage and charges to the resource they are stated for.',
  },
  C16: {
    page: 'concepts.md',
    text: 'The host MUST allow a resource for all projects, for one project, and for single environments of a project.',
  },
  C17: {
    page: 'concepts.md',
    text: 'The host MUST let each connection of a resource have its own environments and prefix, and change or end without effect on the others.',
  },
  C18: {
    page: 'concepts.md',
    text: 'The host MUST write a variable for every secret of a connected resource, follow every update in every connected project, and take away the variable of a secret that is gone.',
  },
  C19: {
    page: 'concepts.md',
    text: 'The host MUST give every connected project the same variables and values, but for prefix and overrides.',
  },
  C20: {
    page: 'concepts.md',
    text: "The host MUST join prefix and name with `_`, where a connection's prefix replaces the provider's.",
  },
  C21: {
    page: 'concepts.md',
    text: 'The host MUST keep `NEXT_PUBLIC_` at the beginning of a name and put the prefix behind it.',
  },
  C22: {
    page: 'concepts.md',
    text: 'The host MUST refuse, before anything changes, what would give one name twice in one environment of a project, with the names and both owners.',
  },
  C23: {
    page: 'concepts.md',
    text: 'The host MUST bill per resource unless an installation is under a plan of scope `installation`.',
  },
  C24: {
    page: 'concepts.md',
    text: 'The host MUST bill a subscription by the invoices that the provider submits, and draw a prepayment from a balance bought before.',
  },
  C25: {
    page: 'concepts.md',
    text: 'The host MUST show a team what each resource costs, and each invoice with its state and lines.',
  },
  C26: {
    page: 'concepts.md',
    text: 'The host MUST carry install, provision, connect, plan change, rotation, single sign-on, transfer, suspension, de-provisioning and uninstall through from end to end with a provider over HTTP.',
  },
  'DEP-1': {
    page: 'deployments.md',
    text: 'The host MUST NOT have a deployment built before its required actions have succeeded and the others have ended.',
  },
  'DEP-2': {
    page: 'deployments.md',
    text: 'The host MUST give the secrets of an outcome to that deployment and to no other.',
  },
  'DEP-3': {
    page: 'deployments.md',
    text: 'The host MUST name those variables by the rules of [environments.md].',
  },
  'DEP-4': {
    page: 'deployments.md',
    text: 'The host MUST send `deployment.integration.action.cancel` when a deployment is cancelled before an action ended.',
  },
  'DEP-5': {
    page: 'deployments.md',
    text: 'The host MUST send `deployment.integration.action.cleanup` when a deployment with a succeeded action is removed.',
  },
  'DEP-7': {
    page: 'deployments.md',
    text: "The host MUST accept reports about the resources of the credential's installation alone.",
  },
  'DEP-9': {
    page: 'deployments.md',
    text: 'The host MUST give up an action that no report comes about for ten minutes, or that takes more than an hour, and send `.cancel` for it.',
  },
  'DEP-10': {
    page: 'deployments.md',
    text: 'The host MUST take the first end that is reported, and refuse with 410 what contradicts it.',
  },
  'DEP-11': {
    page: 'deployments.md',
    text: 'The host MUST refuse secrets whose variables belong to somebody else in that deployment.',
  },
  'DEP-8': {
    page: 'deployments.md',
    text: 'The host MUST answer 403 or 404 for a project that no resource of the installation is connected to.',
  },
  'ENV-1': {
    page: 'environments.md',
    text: 'The host MUST let each connection choose its environments, custom ones included.',
  },
  'ENV-2': {
    page: 'environments.md',
    text: 'The host MUST give a custom environment the plain value of a secret and none of its overrides.',
  },
  'ENV-3': {
    page: 'environments.md',
    text: 'The host MUST name variables by these four rules and no others.',
  },
  'ENV-4': {
    page: 'environments.md',
    text: "The host MUST replace the provider's prefix by the connection's where there is one.",
  },
  'ENV-5': {
    page: 'environments.md',
    text: "The host MUST turn hyphens and spaces of a provider's prefix into underscores.",
  },
  'ENV-6': {
    page: 'environments.md',
    text: "The host MUST leave a name alone that begins with the provider's prefix already.",
  },
  'ENV-7': {
    page: 'environments.md',
    text: "The host MUST put the connection's prefix before every name, also one that begins with it, because a prefix that a team sets to end a collision has to change every name.",
  },
  'ENV-8': {
    page: 'environments.md',
    text: 'The host MUST put a prefix behind `NEXT_PUBLIC_`.',
  },
  'ENV-9': {
    page: 'environments.md',
    text: "The host MUST accept as a connection's prefix a letter followed by letters, digits and `_`, 64 characters in all, drop underscores at its end, and refuse anything else.",
  },
  'ENV-10': {
    page: 'environments.md',
    text: 'The host MUST refuse a connection or an update that would make a name of other characters than letters, digits and `_`, one that begins with a digit, or one of more than 256 characters.',
  },
  'ENV-11': {
    page: 'environments.md',
    text: 'The host MUST refuse what would give one environment two variables of one name, whether both come from connections or one was written by hand.',
  },
  'ENV-12': {
    page: 'environments.md',
    text: 'The host MUST say which names collide and who owns each side.',
  },
  'ENV-13': {
    page: 'environments.md',
    text: 'The host MUST leave everything as it was when it refuses a collision.',
  },
  'ENV-14': {
    page: 'environments.md',
    text: 'The host SHOULD propose a prefix that ends the collision.',
  },
  'ENV-15': {
    page: 'environments.md',
    text: 'The host MUST give a deployment all variables of its environment from one state, never some of before and some of after a change.',
  },
  'ENV-16': {
    page: 'environments.md',
    text: 'The host SHOULD mark a secret whose variable begins as those that frameworks show to browsers.',
  },
  'ENV-17': {
    page: 'environments.md',
    text: 'The host MUST give every project that a shared variable is linked to its present value, in the environments of the variable.',
  },
  'ENV-18': {
    page: 'environments.md',
    text: 'The host MUST let a variable that was written by hand in a project stand before a shared one of its name, and give the shared one again once the other is gone.',
  },
  'ENV-19': {
    page: 'environments.md',
    text: 'The host MUST judge the shared variables of one request each by itself, and name those that it did not write.',
  },
  'ENV-20': {
    page: 'environments.md',
    text: 'The host MUST change a shared variable in all projects that it is linked to or in none.',
  },
  'ENV-21': {
    page: 'environments.md',
    text: 'The host MUST refuse to link a shared variable to a project of another team as it refuses one that is not there.',
  },
  'ENV-22': {
    page: 'environments.md',
    text: 'The host MUST NOT show the value of a sensitive shared variable.',
  },
  'ENV-23': {
    page: 'environments.md',
    text: 'The host MUST keep a sensitive shared variable sensitive, unless the change that lifts it brings a new value.',
  },
  'ENV-24': {
    page: 'environments.md',
    text: 'The host MUST take a shared variable that is deleted out of every project.',
  },
  'ENV-25': {
    page: 'environments.md',
    text: 'The host SHOULD record who read the value of a shared variable.',
  },
  'ERR-4': {
    page: 'errors.md',
    text: 'The host MUST act on the status of a refusal alone and take its body as information for people.',
  },
  'ERR-5': {
    page: 'errors.md',
    text: 'The host MUST understand a refusal without a body, with plain text, with `error` as a text or `true`, and with parts that are missing or `null`.',
  },
  'ERR-6': {
    page: 'errors.md',
    text: 'The host SHOULD show `user.message` and `user.url` to the customer where they are given.',
  },
  'ERR-7': {
    page: 'errors.md',
    text: 'The host SHOULD mark the parts of a form that `fields` names.',
  },
  'ERR-8': {
    page: 'errors.md',
    text: 'The host MUST answer a refusal with the body above.',
  },
  'ERR-9': {
    page: 'errors.md',
    text: 'The host SHOULD name every wrong field of a request that it refuses with 400.',
  },
  'ERR-10': {
    page: 'errors.md',
    text: 'The host MUST NOT put a secret into a refusal.',
  },
  'ERR-11': {
    page: 'errors.md',
    text: 'The host SHOULD send `Retry-After` with 429 and 503.',
  },
  'ERR-12': {
    page: 'errors.md',
    text: 'The host MUST take a 404 of a removal as the thing being gone.',
  },
  'EVT-1': {
    page: 'events.md',
    text: 'The host MUST note an event lastingly before it answers.',
  },
  'EVT-2': {
    page: 'events.md',
    text: 'The host MUST read from the provider what the event names, and take nothing from the event itself.',
  },
  'EVT-3': {
    page: 'events.md',
    text: 'The host SHOULD repeat the reading for a day while the provider does not answer.',
  },
  'EVT-4': {
    page: 'events.md',
    text: 'The host MUST accept any number of the same event.',
  },
  'EVT-5': {
    page: 'events.md',
    text: 'The host MUST read again when an event arrives while a reading is under way.',
  },
  'EVT-6': {
    page: 'events.md',
    text: 'The host MUST keep what it knows when the provider answers that it does not know what the event names.',
  },
  'EVT-7': {
    page: 'events.md',
    text: 'The host MUST accept an event for a resource whose provisioning has not been answered yet.',
  },
  'EVT-15': {
    page: 'events.md',
    text: 'The host MUST refuse with 400 an event that is neither of the two.',
  },
  'EVT-10': {
    page: 'events.md',
    text: 'The host MUST leave alone what a push does not name.',
  },
  'EVT-11': {
    page: 'events.md',
    text: 'The host MUST clear the notification for `null` and for an empty text.',
  },
  'EVT-12': {
    page: 'events.md',
    text: 'The host MUST keep unknown keys of a pushed plan, and go on without those that it cannot read.',
  },
  'EVT-13': {
    page: 'events.md',
    text: 'The host MUST take a push that arrives during a reading as newer than what is read.',
  },
  'EVT-14': {
    page: 'events.md',
    text: 'The host MUST refuse pushes for an installation that was uninstalled, with 404 or 409.',
  },
  'EXP-1': {
    page: 'experimentation.md',
    text: 'The host MUST make an item that it does not know and update one that it knows.',
  },
  'EXP-2': {
    page: 'experimentation.md',
    text: 'The host MUST open an item by single sign-on with `experimentation_item_id`.',
  },
  'EXP-3': {
    page: 'experimentation.md',
    text: 'The host MUST answer success when an item to delete is not there.',
  },
  'EXP-4': {
    page: 'experimentation.md',
    text: 'The host MUST serve the last segment as `edge-config` and as `global-config` alike.',
  },
  'EXP-5': {
    page: 'experimentation.md',
    text: 'The host MUST give connected projects the variable `EXPERIMENTATION_CONFIG` with the way to the map while syncing is on.',
  },
  'EXP-6': {
    page: 'experimentation.md',
    text: 'The host MUST replace the whole map with `data`.',
  },
  'EXP-7': {
    page: 'experimentation.md',
    text: 'The host SHOULD compare the digest with `If-None-Match` for reading and `If-Match` for writing.',
  },
  'IMP-1': {
    page: 'import.md',
    text: 'The host MUST make `state` for one person and one installation, valid once and for 12 hours.',
  },
  'IMP-2': {
    page: 'import.md',
    text: 'The host MUST refuse a return whose `state` is not that of the person and installation.',
  },
  'IMP-12': {
    page: 'import.md',
    text: 'The host MUST NOT open the Import Resource URL for an installation of a kind that the product, or else the integration, has closed.',
  },
  'IMP-6': {
    page: 'import.md',
    text: 'The host MUST update a resource that it knows already under that id.',
  },
  'IMP-7': {
    page: 'import.md',
    text: 'The host MUST answer the name as recorded, which differs where the name was taken.',
  },
  'IMP-8': {
    page: 'import.md',
    text: "The host MUST refuse a product that is not the integration's.",
  },
  'IMP-9': {
    page: 'import.md',
    text: 'The host MUST NOT bill a linked resource.',
  },
  'IMP-10': {
    page: 'import.md',
    text: 'The host MUST NOT remove an imported resource at its provider when it cleans up after a failed operation.',
  },
  'IMP-11': {
    page: 'import.md',
    text: 'The host MUST connect an imported resource like any other.',
  },
  'INS-1': {
    page: 'installations.md',
    text: 'The host MUST keep at most one notification for each installation and each resource, the newest.',
  },
  'INS-2': {
    page: 'installations.md',
    text: 'The host MUST go on without a notification that it cannot read.',
  },
  'INS-3': {
    page: 'installations.md',
    text: 'The host MUST NOT open a link of another scheme than `https:`, `http:` and `sso:`.',
  },
  'INS-4': {
    page: 'installations.md',
    text: 'The host MUST send at least one scope, an absolute `account.url`, and a contact with an e-mail address.',
  },
  'INS-5': {
    page: 'installations.md',
    text: 'The host MUST accept calls of the installation with its credential from before it sends the upsert.',
  },
  'INS-6': {
    page: 'installations.md',
    text: "The host MUST NOT send a team's own id, nor count on one being understood.",
  },
  'INS-11': {
    page: 'installations.md',
    text: 'The host MUST take an installation as not made when the answer is a refusal.',
  },
  'INS-12': {
    page: 'installations.md',
    text: 'The host MUST delete at the provider an installation that may have been made there and is not kept at the host.',
  },
  'INS-13': {
    page: 'installations.md',
    text: 'The host MUST send a system token.',
  },
  'INS-14': {
    page: 'installations.md',
    text: "The host SHOULD read an installation again after the provider's event `installation.updated`.",
  },
  'INS-15': {
    page: 'installations.md',
    text: 'The host MUST send `billingPlanId` only with plans of scope `installation` that the provider has listed.',
  },
  'INS-17': {
    page: 'installations.md',
    text: 'The host MUST NOT delete the resources one by one before, or instead of, the installation.',
  },
  'INS-22': {
    page: 'installations.md',
    text: 'The host MUST NOT send any key but `cascadeResourceDeletion`, because one provider refuses every other.',
  },
  'INS-23': {
    page: 'installations.md',
    text: 'The host MUST finalize at once after `finalized: true`, and otherwise wait as [billing.md] says.',
  },
  'INS-24': {
    page: 'installations.md',
    text: "The host MUST take every variable of the installation's resources out of every project.",
  },
  'INS-26': {
    page: 'installations.md',
    text: 'The host MUST answer the contact as it is now, and never somebody who has left the team.',
  },
  'INS-28': {
    page: 'installations.md',
    text: "The host MUST answer 404 for an id that is no member's of that team.",
  },
  'INS-29': {
    page: 'installations.md',
    text: 'The host MUST answer a member under the same id as in the claims of their tokens.',
  },
  'INS-30': {
    page: 'installations.md',
    text: 'The host MUST accept a code once and for 30 minutes at most.',
  },
  'INS-31': {
    page: 'installations.md',
    text: 'The host MUST refuse a `redirect_uri` that is not the one registered.',
  },
  'INV-1': {
    page: 'invoices.md',
    text: 'The host MUST check that the date lies in the period, that resources and plans are those of the installation in that time, and that totals add up.',
  },
  'INV-2': {
    page: 'invoices.md',
    text: 'The host MUST refuse with 409 a second invoice for the same resource, period and plan, or with a known `externalId`.',
  },
  'INV-3': {
    page: 'invoices.md',
    text: 'The host MUST accept invoices for subscriptions alone.',
  },
  'INV-4': {
    page: 'invoices.md',
    text: 'The host MUST accept `final` only while the installation is ending.',
  },
  'INV-5': {
    page: 'invoices.md',
    text: 'The host MUST NOT charge for an invoice with `test`, nor show it to the team.',
  },
  'INV-6': {
    page: 'invoices.md',
    text: 'The host MUST answer what is wrong with a test invoice of `validate: true` as `validationErrors`.',
  },
  'INV-7': {
    page: 'invoices.md',
    text: 'The host SHOULD NOT send a customer an invoice of less than 0.50 USD.',
  },
  'INV-10': {
    page: 'invoices.md',
    text: 'The host MUST answer one of these states and no other.',
  },
  'INV-11': {
    page: 'invoices.md',
    text: 'The host MUST try at most 9 times to charge an invoice, and make it `overdue` after 15 days.',
  },
  'INV-12': {
    page: 'invoices.md',
    text: 'The host MUST let an overdue invoice be paid.',
  },
  'INV-13': {
    page: 'invoices.md',
    text: 'The host MUST tell each change of state by webhook.',
  },
  'INV-14': {
    page: 'invoices.md',
    text: "The host MUST refuse more than what is left of the invoice's total.",
  },
  'INV-15': {
    page: 'invoices.md',
    text: 'The host MUST refuse a refund while another one of the invoice is under way.',
  },
  'INV-16': {
    page: 'invoices.md',
    text: 'The host MUST cancel an invoice that was not charged, and pay back by the way of payment one that was.',
  },
  'INV-17': {
    page: 'invoices.md',
    text: 'The host MUST allow a refund of a `notpaid` or `overdue` invoice.',
  },
  'LIM-1': {
    page: 'limits.md',
    text: 'The host MUST answer 429 with the code `rate_limited` where a provider calls more often than the host allows.',
  },
  'LIM-2': {
    page: 'limits.md',
    text: 'The host SHOULD tell with 429 in `Retry-After` when to come again.',
  },
  'LIM-4': {
    page: 'limits.md',
    text: 'The host SHOULD allow at least the calls of the table below.',
  },
  'LIM-5': {
    page: 'limits.md',
    text: 'The host SHOULD bound the size of the answers and the number of running calls of each provider.',
  },
  'PLAN-2': {
    page: 'plans.md',
    text: 'The host MUST read a plan without `scope` as `resource`, and one without `paymentMethodRequired` as `true`.',
  },
  'PLAN-3': {
    page: 'plans.md',
    text: 'The host MUST fill in `scope`, `paymentMethodRequired` and `description` wherever it shows a plan to a client.',
  },
  'PLAN-4': {
    page: 'plans.md',
    text: 'The host MUST keep keys of a plan that it does not know.',
  },
  'PLAN-5': {
    page: 'plans.md',
    text: 'The host MUST accept empty texts in plans, as well as plans without a description.',
  },
  'PLAN-6': {
    page: 'plans.md',
    text: 'The host MUST refuse amounts that are no [money].',
  },
  'PLAN-7': {
    page: 'plans.md',
    text: 'The host MUST ask for a payment method before it provisions under a subscription that requires one.',
  },
  'PLAN-8': {
    page: 'plans.md',
    text: 'The host MUST NOT offer a plan that is `disabled`.',
  },
  'PLAN-10': {
    page: 'plans.md',
    text: 'The host SHOULD ask again for the plans when the values of the form change.',
  },
  'PLAN-11': {
    page: 'plans.md',
    text: 'The host MUST send `metadata` as one JSON object in text, percent-encoded.',
  },
  'PLAN-15': {
    page: 'plans.md',
    text: 'The host MUST call this operation only for integrations that have registered plans of scope `installation`.',
  },
  'HRES-1': {
    page: 'platform-resources.md',
    text: 'The host MUST answer only resources of the installation whose credential was sent.',
  },
  'HRES-2': {
    page: 'platform-resources.md',
    text: "The host MUST call the provider's id `partnerId` in a list and `id` where one resource is read.",
  },
  'HRES-3': {
    page: 'platform-resources.md',
    text: 'The host MUST answer no secret value.',
  },
  'HRES-4': {
    page: 'platform-resources.md',
    text: 'The host MUST answer an absent field and not `null`.',
  },
  'HRES-5': {
    page: 'platform-resources.md',
    text: 'The host MUST answer all resources of the installation at once.',
  },
  'HRES-6': {
    page: 'platform-resources.md',
    text: 'The host MUST leave alone what a push does not name.',
  },
  'HRES-7': {
    page: 'platform-resources.md',
    text: 'The host MUST take a bare list of secrets as the whole keyset.',
  },
  'HRES-8': {
    page: 'platform-resources.md',
    text: 'The host MUST carry out all of a push or nothing.',
  },
  'HRES-9': {
    page: 'platform-resources.md',
    text: 'The host MUST answer the name as it was recorded, which may differ from the one that was sent.',
  },
  'HRES-10': {
    page: 'platform-resources.md',
    text: 'The host MUST take the variables of a removed resource out of every project.',
  },
  'HRES-11': {
    page: 'platform-resources.md',
    text: 'The host MUST NOT call the provider to delete a resource that the provider has removed.',
  },
  'HRES-12': {
    page: 'platform-resources.md',
    text: 'The host MUST apply claim rules in their order in such a token, so that later ones win.',
  },
  'HRES-13': {
    page: 'platform-resources.md',
    text: 'The host MUST NOT let a rule take `aud` or `sub` out of such a token.',
  },
  'HRES-14': {
    page: 'platform-resources.md',
    text: 'The host MUST let a rule for `preview` hold in custom environments too, in such a token.',
  },
  'HRES-15': {
    page: 'platform-resources.md',
    text: 'The host MUST refuse roles without a `defaultRole`.',
  },
  'PUR-1': {
    page: 'purchases.md',
    text: 'The host MUST send this only after the invoice has been paid.',
  },
  'PUR-5': {
    page: 'purchases.md',
    text: 'The host MUST let the balance with the newest `timestamp` hold.',
  },
  'PUR-6': {
    page: 'purchases.md',
    text: 'The host MUST NOT sell less than `minimumAmount`, more than `maximumAmount`, nor more on its own in a month than `maximumAmountAutoPurchasePerPeriod`.',
  },
  'PUR-7': {
    page: 'purchases.md',
    text: 'The host MUST refund a paid invoice that the provider refuses to credit for good.',
  },
  'PUR-9': {
    page: 'purchases.md',
    text: 'The host MUST buy on a threshold only where the team has set one, and once for each time it is passed.',
  },
  'REPL-1': {
    page: 'repl.md',
    text: 'The host MUST send `readOnly: true` while the person has chosen to read only.',
  },
  'REPL-4': {
    page: 'repl.md',
    text: 'The host MUST read a stream whose blocks follow each other with or without line ends.',
  },
  'REPL-5': {
    page: 'repl.md',
    text: 'The host MUST show a 400 with blocks as what the command printed.',
  },
  'REPL-6': {
    page: 'repl.md',
    text: 'The host MUST show blocks as text and never as markup.',
  },
  'REPL-7': {
    page: 'repl.md',
    text: 'The host MUST open links of blocks only by the rule of [INS-3].',
  },
  'REPL-8': {
    page: 'repl.md',
    text: 'The host MUST NOT repeat a line whose outcome is unknown without being asked.',
  },
  'RES-3': {
    page: 'resources.md',
    text: 'The host MUST ignore secrets, and keys it does not know, in every other report.',
  },
  'RES-4': {
    page: 'resources.md',
    text: 'The host MUST take over name, metadata, status, plan and notification from every report.',
  },
  'RES-5': {
    page: 'resources.md',
    text: 'The host MUST accept a report without `productId` or `metadata` and keep what it knows.',
  },
  'RES-6': {
    page: 'resources.md',
    text: 'The host SHOULD leave out the values of `metadata` that are of no listed type.',
  },
  'RES-7': {
    page: 'resources.md',
    text: "The host MUST check `metadata` against the product's form before it sends it.",
  },
  'RES-8': {
    page: 'resources.md',
    text: 'The host MUST send a plan that the provider has listed for this product now.',
  },
  'RES-14': {
    page: 'resources.md',
    text: 'The host MUST NOT keep a resource whose answer has no `id`, `status` or `secrets`.',
  },
  'RES-15': {
    page: 'resources.md',
    text: 'The host MUST delete at the provider what a failed provisioning may have left there, and nothing else.',
  },
  'RES-17': {
    page: 'resources.md',
    text: 'The host SHOULD lead the user through single sign-on with `path=onboarding` while the status is `onboarding`.',
  },
  'RES-18': {
    page: 'resources.md',
    text: 'The host MUST send a system token.',
  },
  'RES-19': {
    page: 'resources.md',
    text: "The host MUST read the resource again after the provider's event `resource.updated`.",
  },
  'RES-21': {
    page: 'resources.md',
    text: 'The host MUST send at least one field, and `metadata` whole where it changes.',
  },
  'RES-23': {
    page: 'resources.md',
    text: 'The host MUST take over what the answer says, not what it asked for.',
  },
  'RES-27': {
    page: 'resources.md',
    text: 'The host MUST take the variables of the resource out of every project.',
  },
  'RES-28': {
    page: 'resources.md',
    text: 'The host MUST NOT delete a resource of ownership `linked` at its provider, unless the provider has agreed to it.',
  },
  'RES-30': {
    page: 'resources.md',
    text: 'The host MUST NOT need this operation for anything but finding out what became of a call.',
  },
  'RES-31': {
    page: 'resources.md',
    text: 'The host MUST refuse a form with a control or key that it does not know, because a limit it misread would not be kept.',
  },
  'RES-32': {
    page: 'resources.md',
    text: 'The host MUST refuse a form that requires a property it does not have.',
  },
  'ROT-1': {
    page: 'rotation.md',
    text: 'The host MUST NOT call this operation for a product that has not registered it.',
  },
  'ROT-2': {
    page: 'rotation.md',
    text: 'The host MUST NOT ask for a longer delay than `maxDelayHours`, nor than 720 hours.',
  },
  'ROT-7': {
    page: 'rotation.md',
    text: 'The host MUST take over new secrets of either way as [secrets.md] says.',
  },
  'ROT-8': {
    page: 'rotation.md',
    text: 'The host MUST show a rotation as running until the new secrets are there.',
  },
  'ROT-9': {
    page: 'rotation.md',
    text: 'The host SHOULD deploy connected projects again once the new secrets are written.',
  },
  'SEC-3': {
    page: 'secrets.md',
    text: 'The host MUST keep values so that they are readable neither in its database nor in logs, records of calls, events and errors.',
  },
  'SEC-4': {
    page: 'secrets.md',
    text: 'The host MUST show people names and lengths of secrets, and values only to those who may read an environment.',
  },
  'SEC-5': {
    page: 'secrets.md',
    text: 'The host MUST give an environment its override where there is one and `value` everywhere else, custom environments included.',
  },
  'SEC-6': {
    page: 'secrets.md',
    text: 'The host MUST accept an empty value.',
  },
  'SEC-7': {
    page: 'secrets.md',
    text: 'The host MUST accept an empty list.',
  },
  'SEC-8': {
    page: 'secrets.md',
    text: 'The host MUST replace the whole keyset unless `partial` is `true`.',
  },
  'SEC-9': {
    page: 'secrets.md',
    text: 'The host MUST keep the secrets that a partial update does not name.',
  },
  'SEC-10': {
    page: 'secrets.md',
    text: 'The host MUST take over all of an update or nothing.',
  },
  'SEC-11': {
    page: 'secrets.md',
    text: 'The host MUST bring an update to every connected project.',
  },
  'SEC-12': {
    page: 'secrets.md',
    text: 'The host MUST take the variable of a secret that is gone out of every project.',
  },
  'SEC-13': {
    page: 'secrets.md',
    text: 'The host MUST refuse an update that would collide in any connected project and change none of them.',
  },
  'SEC-14': {
    page: 'secrets.md',
    text: 'The host MUST answer both paths alike, and refuse the second where the resource is not of that product.',
  },
  'SEC-15': {
    page: 'secrets.md',
    text: 'The host MUST serve this operation from the moment the provider may know the resource, even before its answer to provisioning has been read.',
  },
  'SEC-16': {
    page: 'secrets.md',
    text: 'The host SHOULD NOT deploy projects again because of an update that the host has not asked for.',
  },
  'SSO-1': {
    page: 'sso.md',
    text: 'The host MUST send `mode`, `code` and `state` every time.',
  },
  'SSO-2': {
    page: 'sso.md',
    text: "The host MUST send only members of the installation's team.",
  },
  'SSO-3': {
    page: 'sso.md',
    text: 'The host MUST accept a code once, for the integration it was made for, and for minutes only.',
  },
  'SSO-4': {
    page: 'sso.md',
    text: 'The host MUST refuse an exchange whose `state` is there and is not that of the code.',
  },
  'SSO-11': {
    page: 'sso.md',
    text: 'The host MUST accept both JSON and a form.',
  },
  'SSO-12': {
    page: 'sso.md',
    text: 'The host MUST read a missing `grant_type` as `authorization_code`.',
  },
  'SSO-13': {
    page: 'sso.md',
    text: 'The host MUST check the client secret before it looks at the code.',
  },
  'SSO-14': {
    page: 'sso.md',
    text: 'The host MUST answer `access_token` and `token_type` even where they are `null`.',
  },
  'SSO-15': {
    page: 'sso.md',
    text: 'The host MUST run single sign-on for `sso:` links and hand over the rest as `url`.',
  },
  'SSO-16': {
    page: 'sso.md',
    text: "The host MUST sign the person in and check that they belong to the installation's team before it goes on.",
  },
  'SSO-17': {
    page: 'sso.md',
    text: 'The host MUST pass on the queries of the table above and no others.',
  },
  'SSO-18': {
    page: 'sso.md',
    text: 'The host MUST refuse a request without `openid` in its scope, and a challenge of another method than `S256`.',
  },
  'SSO-19': {
    page: 'sso.md',
    text: 'The host MUST NOT send a browser to a `redirect_uri` that is not registered for the client, errors included.',
  },
  'SSO-20': {
    page: 'sso.md',
    text: 'The host MUST answer `access_denied` for a person who is in no team with an installation of the integration.',
  },
  'SSO-21': {
    page: 'sso.md',
    text: "The host MUST accept the client's secret from the `Authorization` header and from the form.",
  },
  'SSO-22': {
    page: 'sso.md',
    text: 'The host MUST refuse a code with another `redirect_uri` than it was sent to, and without the verifier of its challenge.',
  },
  'SSO-23': {
    page: 'sso.md',
    text: 'The host MUST end a sign-on whose code or refresh token comes a second time.',
  },
  'SSO-24': {
    page: 'sso.md',
    text: 'The host MUST answer userinfo with the `sub` of the `id_token`, and name, picture and address only as far as the scope covers them.',
  },
  'SSO-25': {
    page: 'sso.md',
    text: 'The host MUST have a person sign in anew for `prompt=login`, and where the sign-in is older than `max_age`, and say in `auth_time` of the `id_token` when it was.',
  },
  'TOK-1': {
    page: 'tokens.md',
    text: 'The host MUST sign tokens as JWT with RS256 and name the key in the header as `kid`.',
  },
  'TOK-2': {
    page: 'tokens.md',
    text: 'The host MUST serve its key set at both `/.well-known/jwks` and `/.well-known/jwks.json`.',
  },
  'TOK-3': {
    page: 'tokens.md',
    text: 'The host MUST publish a new key at least as long before it signs with it as verifiers keep a key set, which is ten minutes.',
  },
  'TOK-4': {
    page: 'tokens.md',
    text: 'The host MUST keep a former key published until every token signed with it has expired.',
  },
  'TOK-7': {
    page: 'tokens.md',
    text: 'The host MUST put `iat` and `exp` into every token.',
  },
  'TOK-8': {
    page: 'tokens.md',
    text: 'The host MUST send `aud` as one text and never as a list.',
  },
  'TOK-9': {
    page: 'tokens.md',
    text: 'The host MUST use hexadecimal account and user ids that differ between integrations and stay the same within one.',
  },
  'TOK-10': {
    page: 'tokens.md',
    text: 'The host MUST put the installation id of the path into every token for a path below `/v1/installations/{installationId}`, system tokens included.',
  },
  'TOK-11': {
    page: 'tokens.md',
    text: 'The host MUST write roles in capitals.',
  },
  'TOK-12': {
    page: 'tokens.md',
    text: 'The host SHOULD put `user_email` into user tokens, as some providers refuse a user without it.',
  },
  'TOK-19': {
    page: 'tokens.md',
    text: 'The host MUST accept the credential of an installation on every provider → host operation of that installation, and of no other.',
  },
  'TOK-20': {
    page: 'tokens.md',
    text: 'The host MUST keep the credential valid, without an end in time, until the installation is finalized.',
  },
  'TOK-21': {
    page: 'tokens.md',
    text: 'The host MUST refuse the credential with 401 or 403 from the moment of finalization on.',
  },
  'TOK-23': {
    page: 'tokens.md',
    text: 'The host MUST ask for both a live credential and the client secret before it rotates or revokes a credential.',
  },
  'TOK-24': {
    page: 'tokens.md',
    text: 'The host MUST keep the former credential valid after a rotation until it is revoked.',
  },
  'TOK-25': {
    page: 'tokens.md',
    text: 'The host MUST refuse with 409 to revoke the last live credential of an installation.',
  },
  'TOK-26': {
    page: 'tokens.md',
    text: 'The host SHOULD answer a repeated revocation with success and `already_revoked: true`.',
  },
  'TRF-6': {
    page: 'transfers.md',
    text: "The host MUST show the target's team `newBillingPlan` and ask before it accepts.",
  },
  'TRF-7': {
    page: 'transfers.md',
    text: "The host MUST let only the target's team accept, and only where the integration is installed there.",
  },
  'TRF-8': {
    page: 'transfers.md',
    text: 'The host MUST keep the connections and secrets of the resources through a transfer.',
  },
  'TRF-12': {
    page: 'transfers.md',
    text: 'The host MUST leave everything as it was, and the request open to other targets, where one provider refuses and none has accepted.',
  },
  'TRF-13': {
    page: 'transfers.md',
    text: 'The host MUST move what was accepted where another provider refuses, keep the rest with its former team without its connections, and name both.',
  },
  'TRF-14': {
    page: 'transfers.md',
    text: 'The host MUST end an acceptance that it has begun, with the same keys, also when nobody asks for it again.',
  },
  'TRF-15': {
    page: 'transfers.md',
    text: 'The host SHOULD ask the provider for the resources at the target before it believes the refusal of a repeat.',
  },
  'TRF-19': {
    page: 'transfers.md',
    text: 'The host MUST NOT move a resource without its project while projects are connected to it, unless its team has agreed that these connections end.',
  },
  'TRF-20': {
    page: 'transfers.md',
    text: 'The host MUST let the former team take a code back, and a team that has it decline it, while nobody accepts.',
  },
  'TRF-16': {
    page: 'transfers.md',
    text: 'The host MUST call `callbackUrl` once a transfer is accepted, as often and as long as it tries a webhook.',
  },
  'TRF-17': {
    page: 'transfers.md',
    text: 'The host MUST send the HMAC-SHA256 of the body under `callbackSecret`, in lower-case hexadecimal, as `x-vercel-signature`.',
  },
  'TRF-18': {
    page: 'transfers.md',
    text: 'The host MUST NOT name the new team to the former one.',
  },
  'TRF-21': {
    page: 'transfers.md',
    text: 'The host MUST let owners of the former team alone hand an installation over, and take it over only those who may install in the new one.',
  },
  'TRF-22': {
    page: 'transfers.md',
    text: 'The host MUST NOT move an installation while an invoice of it is open, a purchase is unfinished or a change is under way.',
  },
  'TRF-23': {
    page: 'transfers.md',
    text: 'The host MUST keep the id, the credential, the resources, their secrets and the balances of an installation that moves.',
  },
  'TRF-24': {
    page: 'transfers.md',
    text: 'The host MUST ask of the new team what it asks of one that installs: that it has none of the integration, accepts the policies and can pay for the plans.',
  },
  'TRF-25': {
    page: 'transfers.md',
    text: 'The host MUST name both teams to the provider by their account ids, as `previousTeamId` and `previousAccountId`, `newTeamId` and `newAccountId`.',
  },
  'TRF-26': {
    page: 'transfers.md',
    text: 'The host MUST show the provider the invoices of the former team, and refuse one that bills the same again.',
  },
  'TRA-1': {
    page: 'transport.md',
    text: 'The host MUST append the path of an operation to the base URL as it is, with any path the base URL has, after dropping at most one slash at its end.',
  },
  'TRA-2': {
    page: 'transport.md',
    text: 'The host MUST percent-encode every parameter it puts into a path.',
  },
  'TRA-3': {
    page: 'transport.md',
    text: 'The host MUST NOT send a call with a path parameter that is empty, `.` or `..`, as such a segment changes the path instead of naming a thing.',
  },
  'TRA-4': {
    page: 'transport.md',
    text: 'The host MUST serve every operation of this specification below `/` and below `/api/` alike.',
  },
  'TRA-5': {
    page: 'transport.md',
    text: 'The host MUST NOT call a provider over anything but `https`, except while developing.',
  },
  'TRA-7': {
    page: 'transport.md',
    text: 'The host MUST send JSON in UTF-8 with `Content-Type: application/json` wherever an operation has a body.',
  },
  'TRA-8': {
    page: 'transport.md',
    text: 'The host MUST ignore keys that it does not know in the answers of a provider.',
  },
  'TRA-10': {
    page: 'transport.md',
    text: 'The host MUST refuse with 400 a request body that is marked closed and has a key that is not listed.',
  },
  'TRA-11': {
    page: 'transport.md',
    text: 'The host MUST read `null` in an optional field of an answer as if the field were absent, except that a `notification` of `null` clears the one shown.',
  },
  'TRA-12': {
    page: 'transport.md',
    text: 'The host SHOULD leave a field out rather than send `null`.',
  },
  'TRA-13': {
    page: 'transport.md',
    text: 'The host MUST write points in time as `YYYY-MM-DDTHH:mm:ss.SSSZ` unless a field is said to be a number of milliseconds.',
  },
  'TRA-14': {
    page: 'transport.md',
    text: 'The host MUST accept any RFC 3339 time in the requests of a provider.',
  },
  'TRA-15': {
    page: 'transport.md',
    text: 'The host MUST send `Authorization` and `X-Vercel-Auth` with every call.',
  },
  'TRA-16': {
    page: 'transport.md',
    text: 'The host MUST send `Idempotency-Key` with every call that is no GET, and the same key with every repeat of it.',
  },
  'TRA-17': {
    page: 'transport.md',
    text: 'The host MUST NOT use one idempotency key for two different changes.',
  },
  'TRA-21': {
    page: 'transport.md',
    text: 'The host MUST refuse with 403 a credential that is not that of the installation in the path.',
  },
  'TRA-22': {
    page: 'transport.md',
    text: 'The host SHOULD answer with a request id in `x-vercel-id`.',
  },
  'TRA-23': {
    page: 'transport.md',
    text: 'The host MUST take any 2xx status with the body of the operation as success, whichever 2xx the page names.',
  },
  'TRA-24': {
    page: 'transport.md',
    text: 'The host MUST NOT take a success of a changing call as done when its body lacks what the operation promises.',
  },
  'TRA-25': {
    page: 'transport.md',
    text: 'The host SHOULD NOT rely on the content type of an answer, but to tell the stream of [repl.md].',
  },
  'TRA-26': {
    page: 'transport.md',
    text: 'The host SHOULD NOT follow redirects of a provider.',
  },
  'TRA-28': {
    page: 'transport.md',
    text: 'The host MUST answer a success with exactly the status that the page names, because generated clients accept no other.',
  },
  'TRA-29': {
    page: 'transport.md',
    text: 'The host MUST answer JSON with the content type `application/json`.',
  },
  'TRA-30': {
    page: 'transport.md',
    text: 'The host MUST repeat a call whose outcome is unknown with the same `Idempotency-Key` or find out what became of it, and never guess.',
  },
  'TRA-31': {
    page: 'transport.md',
    text: 'The host SHOULD wait 60 seconds for a call that changes something and 10 seconds for one that reads.',
  },
  'TRA-32': {
    page: 'transport.md',
    text: 'The host SHOULD wait as long as `Retry-After` says before it repeats a call.',
  },
  'TRA-34': {
    page: 'transport.md',
    text: 'The host SHOULD NOT call an operation that the provider has not registered in order to find out whether it exists.',
  },
  'WHK-1': {
    page: 'webhooks.md',
    text: 'The host MUST sign the exact bytes it sends, in lower-case hexadecimal.',
  },
  'WHK-5': {
    page: 'webhooks.md',
    text: 'The host MUST sign with the client secret that is valid when it sends.',
  },
  'WHK-20': {
    page: 'webhooks.md',
    text: 'The host SHOULD sign every attempt in both ways.',
  },
  'WHK-6': {
    page: 'webhooks.md',
    text: 'The host MUST take any 2xx within 30 seconds as delivered.',
  },
  'WHK-7': {
    page: 'webhooks.md',
    text: 'The host MUST repeat what was not delivered, with growing waits, for at least 24 hours.',
  },
  'WHK-8': {
    page: 'webhooks.md',
    text: 'The host MUST keep the `id` and the body through all attempts.',
  },
  'WHK-9': {
    page: 'webhooks.md',
    text: 'The host MUST write an event down in the same step as the change it tells of.',
  },
  'WHK-13': {
    page: 'webhooks.md',
    text: 'The host MUST deliver to public addresses alone, except while developing.',
  },
  'WHK-22': {
    page: 'webhooks.md',
    text: 'The host MUST NOT follow a redirect.',
  },
  'WHK-23': {
    page: 'webhooks.md',
    text: 'The host SHOULD deliver what is about one subject in the order in which it happened, each after the one before was delivered or given up.',
  },
  'WHK-24': {
    page: 'webhooks.md',
    text: 'The host SHOULD stop repeating a delivery that is answered with 410.',
  },
  'WHK-25': {
    page: 'webhooks.md',
    text: 'The host SHOULD keep what it could not deliver, to be sent again when somebody asks.',
  },
  'WHK-14': {
    page: 'webhooks.md',
    text: 'The host MUST send `installationId` and an equal `configuration.id` with every event of an installation.',
  },
  'WHK-15': {
    page: 'webhooks.md',
    text: 'The host MUST send `integration-configuration.removed` when an installation was uninstalled.',
  },
  'WHK-16': {
    page: 'webhooks.md',
    text: 'The host MUST send `integration-resource.project-connected` and `.project-disconnected` with the environments as `targets`.',
  },
  'WHK-17': {
    page: 'webhooks.md',
    text: 'The host MUST send `marketplace.invoice.notpaid` for every attempt to charge that failed.',
  },
  'WHK-18': {
    page: 'webhooks.md',
    text: 'The host MUST NOT put secrets into a webhook.',
  },
  'WHK-26': {
    page: 'webhooks.md',
    text: 'The host MUST tell an integration of projects only as far as its installation may see them.',
  },
  'WHK-27': {
    page: 'webhooks.md',
    text: 'The host MUST send nothing but `project.created`, `project.removed` and `integration-configuration.removed` about a connectable account that is disabled.',
  },
  'WHK-28': {
    page: 'webhooks.md',
    text: 'The host MUST name the team of a connectable account by the id that it sent when the account was linked.',
  },
  'WHK-29': {
    page: 'webhooks.md',
    text: 'The host MUST say in a webhook what was so when it happened, whatever has changed or is gone since.',
  },
  'WHK-30': {
    page: 'webhooks.md',
    text: 'The host MUST tell of a resource that moves with its project as disconnected of the former installation and connected of the new one.',
  },
  'WHK-31': {
    page: 'webhooks.md',
    text: 'The host SHOULD tell a team with `alerts.triggered` when a provider that reported usage has been silent, before a day of usage is lost.',
  },
  'WHK-32': {
    page: 'webhooks.md',
    text: 'The host SHOULD tell a team with `alerts.triggered` of each share of its limits that is spent, once in a month.',
  },
  'WHK-19': {
    page: 'webhooks.md',
    text: 'The host MUST leave `userEmail` and `globalUserId` out where the integration may not see them.',
  },
} as const;

/** The id of a demand, such as `TOK-8`. */
export type HostRequirementId = keyof typeof hostRequirements;
