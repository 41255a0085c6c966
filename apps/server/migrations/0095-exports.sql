-- Exports read invoices by their date and entries by their time, page by page.
create index invoice_by_date on invoice (invoice_date, invoice_id) where not is_test;
create index invoice_of_team_by_date on invoice (team_id, invoice_date, invoice_id) where not is_test;
create index ledger_entry_by_time on ledger_entry (at, number);
drop index ledger_entry_at;
