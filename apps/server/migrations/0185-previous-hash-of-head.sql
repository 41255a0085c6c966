-- The digest that the newest event is linked to, so that one statement can move the head and add the event.
alter table event_head add column previous_hash text;
