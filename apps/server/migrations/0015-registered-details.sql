-- What providers say of an integration and a product beside what the host works with: links, guides,
-- protocols, the form of an installation.
alter table integration add column details jsonb not null default '{}';
alter table product add column details jsonb not null default '{}';
