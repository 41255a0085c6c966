-- How often each address tried to sign in lately, in the shape that better-auth expects, so that
-- several processes count together.
create table people."rateLimit" (
  "id" text primary key,
  "key" text not null unique,
  "count" int not null,
  "lastRequest" bigint not null
);
