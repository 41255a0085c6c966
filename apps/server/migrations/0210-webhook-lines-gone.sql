-- Of lines that became due at the same time an entry of the index stood for all of them, and was passed by whoever
-- looks for what is due for as long as one of them was there. Those with entries of their own are passed once.
alter index webhook_line_due set (deduplicate_items = off);
