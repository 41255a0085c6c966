-- What a client of OpenID Connect was granted, words with spaces between; empty where there was no such client.
alter table sso_grant add column scope text not null default '';
