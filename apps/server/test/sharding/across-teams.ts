/** What is asked of all teams on purpose, and where that runs when teams are spread over servers. */
export const acrossTeams: readonly { readonly why: string; readonly is: RegExp }[] = [
  {
    why: 'workers take what is due, of whichever team: asked of every server, a few rows each',
    is: /(?:due_at|retry_at|expires_at|disabled_at) <= |leased_(?:by|until)|secret_rotation ->> 'state'|silent_since is null|origin = 'automatic'/i,
  },
  {
    why: 'a job looks at the next ones with each run, of whichever team: asked of every server, a few rows each',
    is: /^select (?:distinct team_id from spend_limit where team_id|team_id, project from state_file where \(team_id, project\)) > /i,
  },
  {
    why: 'what is old is removed, of whichever team',
    is: /^(?:with old as materialized \(.*\) )?delete from (?:state_plan|state_file|idempotent_request|webhook_delivery|webhook_redelivery)\b/i,
  },
  {
    why: 'a routing table has said which team it is, and the row is tied to it',
    is: /\bfrom (?:installation_route|payment_route|former_installation|service_event|service_team|operation_queue|test_bank_entry)\b/i,
  },
  {
    why: 'the team is the row that is looked up, and what is joined is tied to it',
    is: /\bfrom people\.(?:organization|member) .*team_id = o\."id"|\(select c\.now from test_clock c where c\.team_id = o\."id"\)/i,
  },
  {
    why: 'the token that was found says the team',
    is: /^with ended as \( ?update access_token .* where d\.team_id = ended\.team_id/i,
  },
  {
    why: 'operators look at the books, the log, the invoices and the findings of all teams',
    is: /\b(?:ledger_line|ledger_entry|event_verification|reconciliation_finding)\b|\(select \* from event where true |^select v\.\*, .*from invoice v join installation i |from payment p join installation i /i,
  },
];
