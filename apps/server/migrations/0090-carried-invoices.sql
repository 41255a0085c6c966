-- An invoice that is too little to be sent waits as pending for another one of its installation, and is
-- collected together with that.
alter table invoice drop constraint invoice_state_check;
alter table invoice
  add constraint invoice_state_check check (state in ('scheduled', 'pending', 'invoiced', 'paid',
    'notpaid', 'overdue', 'refund_requested', 'refunded')),
  add column collected_with text,
  add foreign key (team_id, collected_with) references invoice;
create index invoice_carried on invoice (team_id, installation_id)
  where state = 'pending' and not is_test;
create index invoice_collected on invoice (team_id, collected_with) where collected_with is not null;
