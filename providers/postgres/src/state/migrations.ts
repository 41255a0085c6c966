import { sqlStoreTables } from '@kontor/provider';

/** The schema of the provider's own database, one step after another. A step is never changed once it is released. */
export const migrations: readonly string[] = [
  `create table installation (
     id text primary key,
     status text not null default 'installed' check (status in ('installed', 'uninstalling')),
     -- sealed: opens all calls back to the host
     access_token bytea not null,
     scopes text[] not null,
     account_url text not null,
     installed_at timestamptz not null default now(),
     updated_at timestamptz not null default now()
   );

   create table policy_acceptance (
     installation_id text not null references installation on delete cascade,
     policy text not null,
     accepted_at timestamptz not null,
     primary key (installation_id, policy)
   );

   create table resource (
     id text primary key,
     installation_id text not null references installation,
     name text not null,
     region text not null,
     size text not null,
     extensions boolean not null,
     plan_id text not null,
     status text not null default 'creating' check (status in ('creating', 'ready', 'deleting')),
     -- wanted, but not to be had on this server
     missing_extensions text[] not null default '{}',
     created_at timestamptz not null default now(),
     updated_at timestamptz not null default now()
   );
   create index on resource (installation_id);

   create table login (
     role text primary key,
     resource_id text not null references resource on delete cascade,
     -- sealed
     password bytea not null,
     -- null while it is in use
     expires_at timestamptz,
     created_at timestamptz not null default now()
   );
   create index on login (resource_id);

   create table answer (
     key text primary key,
     fingerprint text not null,
     -- sealed, for it holds secrets; null while the call runs
     written bytea,
     begun_at timestamptz not null default now()
   );
   create index on answer (begun_at);`,

  `create table branch (
     name text primary key,
     resource_id text not null,
     deployment_id text not null,
     -- sealed; null once it is dropped
     password bytea,
     created_at timestamptz not null default now()
   );
   create index on branch (resource_id);`,

  `create table measured_hour (
     resource_id text not null,
     hour timestamptz not null,
     -- no reference: what was used is billed after the resource is gone
     installation_id text not null,
     plan_id text not null,
     size text not null,
     storage_bytes bigint not null,
     row_count bigint not null,
     connections int not null,
     primary key (resource_id, hour)
   );
   create index on measured_hour (installation_id, hour);

   create table bill (
     external_id text primary key,
     installation_id text not null,
     period_start timestamptz not null,
     period_end timestamptz not null,
     items jsonb not null,
     usage jsonb not null,
     is_final boolean not null,
     -- null until the host has taken it
     sent_at timestamptz
   );
   create index on bill (installation_id, period_start);`,

  `drop table answer; ${sqlStoreTables}`,
];
