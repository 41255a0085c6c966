-- An integration's name is one integration's, however it is spelled: letters large or small, spaces one or
-- several. Where two have one name already, the older one keeps it, and the slug tells the others apart.
update integration set name = left(name, 61 - length(slug)) || ' (' || slug || ')'
where integration_id in (
  select integration_id from (
    select integration_id, row_number() over (
      partition by lower(regexp_replace(name, '\s+', ' ', 'g')) order by created_at, integration_id
    ) as place
    from integration
  ) as named
  where place > 1
);
create unique index integration_name_key
  on integration (lower(regexp_replace(name, '\s+', ' ', 'g')));
