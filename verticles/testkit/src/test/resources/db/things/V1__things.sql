create table things (
  id bigint primary key,
  name text not null,
  constraint things_name_key unique (name)
);
