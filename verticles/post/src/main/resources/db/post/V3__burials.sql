-- Whoever deletes posts, a version before this one or a person by hand, buries them: burials are what makes the caches
-- forget.
CREATE FUNCTION bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO burials (post_id) SELECT id FROM gone ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;

CREATE TRIGGER posts_removed AFTER DELETE ON posts
  REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION bury();
