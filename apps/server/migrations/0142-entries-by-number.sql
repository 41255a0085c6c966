-- Entries of all teams are read from the newest on, in the order in which they were posted.
create index ledger_entry_by_number on ledger_entry (number);
