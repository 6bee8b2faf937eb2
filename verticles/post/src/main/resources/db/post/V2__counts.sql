-- How many likes and comments a post has: what was folded in up to the last flush, plus the changes since. Nothing ever
-- updates a row for a single like, so the most liked post is no hotter a row than any other.
CREATE TABLE post_counts (
  post_id  bigint  PRIMARY KEY REFERENCES posts ON DELETE CASCADE,
  likes    integer NOT NULL,
  comments integer NOT NULL
) WITH (fillfactor = 70);

-- Rows come and go, so vacuum follows the number of dead rows and not the size of the table.
CREATE TABLE count_changes (
  post_id  bigint  NOT NULL,
  likes    integer NOT NULL,
  comments integer NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
        autovacuum_vacuum_insert_threshold = -1);

CREATE INDEX count_changes_by_post ON count_changes (post_id) INCLUDE (likes, comments);

-- The change is noted by whatever adds or removes a row, in the same transaction: by the version of the program before this
-- one, by a cascade, by hand. So post_counts plus count_changes is the number of rows at every moment.
CREATE FUNCTION note_likes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO count_changes (post_id, likes, comments)
  SELECT post_id, count(*) * TG_ARGV[0]::integer, 0 FROM changed GROUP BY post_id;
  RETURN NULL;
END $$;

CREATE FUNCTION note_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO count_changes (post_id, likes, comments)
  SELECT post_id, 0, count(*) * TG_ARGV[0]::integer FROM changed GROUP BY post_id;
  RETURN NULL;
END $$;

CREATE TRIGGER likes_added AFTER INSERT ON likes
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_likes('1');
CREATE TRIGGER likes_removed AFTER DELETE ON likes
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_likes('-1');
CREATE TRIGGER comments_added AFTER INSERT ON comments
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_comments('1');
CREATE TRIGGER comments_removed AFTER DELETE ON comments
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_comments('-1');

-- What was there before the triggers, which keep writers out until this is committed.
INSERT INTO post_counts (post_id, likes, comments)
SELECT post_id, coalesce(l.n, 0), coalesce(c.n, 0)
FROM (SELECT post_id, count(*) AS n FROM likes GROUP BY post_id) l
FULL JOIN (SELECT post_id, count(*) AS n FROM comments GROUP BY post_id) c USING (post_id);

-- Posts that were deleted a moment ago: the cache is told again and again for a while, so that it knows even if whoever
-- deleted the post died before telling it, or Redis forgot.
CREATE TABLE burials (
  post_id    bigint      PRIMARY KEY,
  deleted_at timestamptz NOT NULL DEFAULT now()
);

-- Old keys are purged by the time that is in the identifier of their post.
CREATE INDEX idempotency_keys_by_post ON idempotency_keys (post_id);
