-- each statement alone
-- What was not delivered, or not yet, beside the deliveries: few rows, and narrow ones. As long as the
-- state of a delivery stands in no index, a delivery that ends is changed where it stands and no index
-- hears of it; there were five to tell, and that took half of the time of writing down how attempts went.
create table if not exists webhook_open (
  team_id text not null,
  receiver_id text not null,
  -- Waiting, parked or skipped, as of the delivery.
  state text not null,
  position bigint not null,
  subject text not null,
  primary key (team_id, receiver_id, state, position)
);
create index if not exists webhook_open_line on webhook_open
  (team_id, receiver_id, subject, position) where state = 'waiting';

-- How many changes of the state whoever made them has put down in `webhook_open` as well.
alter table webhook_delivery add column if not exists noted int not null default 0;

-- The others are put down by the database: those of the former version, and those that are seldom.
create or replace function webhook_opens() returns trigger language plpgsql as $$
begin
  insert into webhook_open (team_id, receiver_id, state, position, subject)
  values (new.team_id, new.receiver_id, new.state, new.position, new.subject);
  return null;
end $$;
create or replace function webhook_closes() returns trigger language plpgsql as $$
begin
  delete from webhook_open
  where team_id = old.team_id and receiver_id = old.receiver_id and state = old.state
    and position = old.position;
  return null;
end $$;
create or replace function webhook_empties() returns trigger language plpgsql as $$
begin
  truncate webhook_open;
  return null;
end $$;
-- They run in the order of their names. What closes is there before what opens, so that nothing that was put
-- down stays although it was delivered meanwhile.
create or replace trigger webhook_delivery_moved_1 after update on webhook_delivery for each row
  when (old.state <> new.state and old.state <> 'delivered' and old.noted = new.noted)
  execute function webhook_closes();
create or replace trigger webhook_delivery_gone_open after delete on webhook_delivery for each row
  when (old.state <> 'delivered') execute function webhook_closes();
create or replace trigger webhook_delivery_emptied after truncate on webhook_delivery
  for each statement execute function webhook_empties();
create or replace trigger webhook_delivery_moved_2 after update on webhook_delivery for each row
  when (old.state <> new.state and new.state <> 'delivered' and old.noted = new.noted)
  execute function webhook_opens();
create or replace trigger webhook_delivery_made after insert on webhook_delivery for each row
  when (new.state <> 'delivered' and new.noted = 0) execute function webhook_opens();

-- Those of before. One that changes meanwhile is waited for, or waits and is put down by the database.
insert into webhook_open (team_id, receiver_id, state, position, subject)
  select team_id, receiver_id, state, position, subject from webhook_delivery
  where state <> 'delivered' for share
  on conflict do nothing;

-- Room to change rows where they stand.
alter table webhook_delivery set (fillfactor = 50);
alter table webhook_line set (fillfactor = 50);
