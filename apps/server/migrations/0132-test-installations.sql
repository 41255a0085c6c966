-- What a provider's own team has installed of its own to try it: nothing of it is ever charged.
alter table installation add column is_test boolean not null default false;
