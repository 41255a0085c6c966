-- each statement alone
-- What was delivered is nearly all that a receiver has had: whoever looks for it finds it on the way
-- through all. The others are few, and a delivery that ends well leaves one entry less behind.
drop index concurrently if exists webhook_delivery_not_delivered;
create index concurrently webhook_delivery_not_delivered on webhook_delivery
  (team_id, receiver_id, state, position) where state <> 'delivered';
drop index concurrently if exists webhook_delivery_state;
