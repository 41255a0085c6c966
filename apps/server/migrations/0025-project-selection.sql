-- Where a team installed from, and which projects it keeps an installation to; null is all of them.
alter table installation
  add column source text not null default 'marketplace',
  add column projects text[];

-- Whether the variables of a connection are to be shown to nobody.
alter table connection add column makes_sensitive boolean not null default false;
