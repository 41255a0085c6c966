-- People, their sessions and their teams, in the shape that better-auth expects. An organisation is
-- a team. The schema of its own keeps these tables apart from the tenant data of the marketplace.
create schema people;

create table people."user" (
  "id" text primary key,
  "name" text not null,
  "email" text not null unique,
  "emailVerified" boolean not null,
  "image" text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp
);

create table people."session" (
  "id" text primary key,
  "expiresAt" timestamptz not null,
  "token" text not null unique,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null,
  "ipAddress" text,
  "userAgent" text,
  "userId" text not null references people."user" ("id") on delete cascade,
  "activeOrganizationId" text
);
create index "session_userId_idx" on people."session" ("userId");

create table people."account" (
  "id" text primary key,
  "accountId" text not null,
  "providerId" text not null,
  "userId" text not null references people."user" ("id") on delete cascade,
  "accessToken" text,
  "refreshToken" text,
  "idToken" text,
  "accessTokenExpiresAt" timestamptz,
  "refreshTokenExpiresAt" timestamptz,
  "scope" text,
  "password" text,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null
);
create index "account_userId_idx" on people."account" ("userId");

create table people."verification" (
  "id" text primary key,
  "identifier" text not null,
  "value" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "updatedAt" timestamptz not null default current_timestamp
);
create index "verification_identifier_idx" on people."verification" ("identifier");

create table people."organization" (
  "id" text primary key,
  "name" text not null,
  "slug" text not null unique,
  "logo" text,
  "createdAt" timestamptz not null,
  "metadata" text
);

create table people."member" (
  "id" text primary key,
  "organizationId" text not null references people."organization" ("id") on delete cascade,
  "userId" text not null references people."user" ("id") on delete cascade,
  "role" text not null,
  "createdAt" timestamptz not null,
  unique ("organizationId", "userId")
);
create index "member_organizationId_idx" on people."member" ("organizationId");
create index "member_userId_idx" on people."member" ("userId");

create table people."invitation" (
  "id" text primary key,
  "organizationId" text not null references people."organization" ("id") on delete cascade,
  "email" text not null,
  "role" text,
  "status" text not null,
  "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default current_timestamp,
  "inviterId" text not null references people."user" ("id") on delete cascade
);
create index "invitation_organizationId_idx" on people."invitation" ("organizationId");
create index "invitation_email_idx" on people."invitation" ("email");

-- Who runs this host. The first person to sign up is one.
create table people.operator (
  user_id text primary key references people."user" ("id") on delete cascade,
  since timestamptz not null default current_timestamp
);
