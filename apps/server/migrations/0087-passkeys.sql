-- Passkeys of people, in the shape that better-auth expects, and when each was used last.
create table people."passkey" (
  "id" text primary key,
  "name" text,
  "publicKey" text not null,
  "userId" text not null references people."user" ("id") on delete cascade,
  "credentialID" text not null unique,
  "counter" bigint not null,
  "deviceType" text not null,
  "backedUp" boolean not null,
  "transports" text,
  "createdAt" timestamptz,
  "aaguid" text,
  "lastUsedAt" timestamptz
);
create index "passkey_userId_idx" on people."passkey" ("userId");
