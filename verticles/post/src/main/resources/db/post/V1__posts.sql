-- Identifiers: 53 bits, milliseconds since 2025-01-01 and the low 12 bits of a sequence.
CREATE SEQUENCE id_seq;

CREATE FUNCTION next_id() RETURNS bigint
  LANGUAGE sql VOLATILE
  RETURN (floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1735689600000) << 12
       | (nextval('id_seq') & 4095);

CREATE TABLE posts (
  id        bigint PRIMARY KEY DEFAULT next_id(),
  author_id bigint NOT NULL,
  content   text   NOT NULL
);

CREATE UNIQUE INDEX posts_by_author ON posts (author_id, id);

-- Change capture: a delete carries the author, and nothing but these two columns leaves the database.
ALTER TABLE posts REPLICA IDENTITY USING INDEX posts_by_author;
CREATE PUBLICATION warble_posts FOR TABLE posts (id, author_id) WITH (publish = 'insert, delete');

CREATE TABLE comments (
  id        bigint PRIMARY KEY DEFAULT next_id(),
  post_id   bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
  author_id bigint NOT NULL,
  content   text   NOT NULL
);

CREATE INDEX comments_by_post ON comments (post_id, id);

CREATE TABLE likes (
  post_id bigint NOT NULL REFERENCES posts ON DELETE CASCADE,
  user_id bigint NOT NULL,
  PRIMARY KEY (post_id, user_id)
);

-- No foreign key: a repeated request gets the answer of the first one even when the post is gone.
CREATE TABLE idempotency_keys (
  author_id    bigint NOT NULL,
  key          text   NOT NULL,
  request_hash bytea  NOT NULL,
  post_id      bigint NOT NULL,
  PRIMARY KEY (author_id, key)
);
