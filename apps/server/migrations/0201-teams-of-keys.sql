-- each statement alone
-- The planner takes the columns of a condition for independent of each other: that of the rows of a team only
-- one in a thousand has its receiver, say, where every one has. So it expects one row where there are
-- thousands, holds any index that begins with these two for as good as the one that finds a row by itself, and
-- reads all of them again for each. With these it knows that the second key says the team.
create statistics if not exists billing_plan_period_installation (dependencies)
  on team_id, installation_id from billing_plan_period;
create statistics if not exists billing_report_installation (dependencies)
  on team_id, installation_id from billing_report;
create statistics if not exists deployment_project (dependencies)
  on team_id, project_id from deployment;
create statistics if not exists invoice_installation (dependencies)
  on team_id, installation_id from invoice;
create statistics if not exists payment_installation (dependencies)
  on team_id, installation_id from payment;
create statistics if not exists payment_invoice (dependencies)
  on team_id, invoice_id from payment;
create statistics if not exists purchase_installation (dependencies)
  on team_id, installation_id from purchase;
create statistics if not exists resource_installation (dependencies)
  on team_id, installation_id from resource;
create statistics if not exists webhook_delivery_receiver (dependencies)
  on team_id, receiver_id from webhook_delivery;
create statistics if not exists webhook_open_receiver (dependencies)
  on team_id, receiver_id from webhook_open;
create statistics if not exists webhook_redelivery_receiver (dependencies)
  on team_id, receiver_id from webhook_redelivery;
-- They are taken when a table is looked at the next time.
analyze billing_plan_period, billing_report, deployment, invoice, payment, purchase, resource,
  webhook_delivery, webhook_open, webhook_redelivery;
