-- What else is known of a request between the host and a provider, so that it is found and sent again.
alter table provider_call
  -- The provider's id of the resource that it was about.
  add column resource_id text,
  -- What the provider tells repeats by.
  add column idempotency_key text,
  -- Whether the host called for a person or for nobody.
  add column caller_kind text,
  -- Of a call that was sent again: which one it repeats, and who wanted it.
  add column replay_of bigint,
  add column replayed_by jsonb;
