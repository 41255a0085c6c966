-- A provider lists what was installed of its own, over all teams.
create index installation_route_of_integration on installation_route (integration_id, installation_id desc);
