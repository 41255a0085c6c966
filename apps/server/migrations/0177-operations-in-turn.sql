-- each statement alone
drop index concurrently if exists operation_queue_in_turn;
create index concurrently operation_queue_in_turn on operation_queue (team_id, integration_id, due_at);
