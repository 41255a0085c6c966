-- Whose provider an operation waits for, so that none takes all who work on the queue.
alter table operation_queue add column integration_id text not null default '';
