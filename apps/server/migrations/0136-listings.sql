-- How far an integration is on its way into the catalogue. Whether it is in it, "integration" says.
create table listing (
  integration_id text primary key references integration on delete cascade,
  state text not null check (state in ('draft', 'submitted', 'listed', 'refused', 'unlisted')),
  -- why an operator has refused or unlisted it
  reason text,
  -- what its provider said when submitting it
  note text,
  since timestamptz not null,
  -- an operator has taken it out, so that one has to put it back
  must_be_approved boolean not null,
  -- what was approved, to be compared with what it is now
  approved jsonb,
  approved_at timestamptz
);
insert into listing (integration_id, state, since, must_be_approved)
  select integration_id, 'listed', updated_at, false from integration where is_published;
