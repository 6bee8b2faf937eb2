-- Positions in lists: 53 bits, milliseconds since 2025-01-01 and the low 12 bits of a sequence.
CREATE SEQUENCE id_seq;

CREATE FUNCTION next_id() RETURNS bigint
  LANGUAGE sql VOLATILE
  RETURN (floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1735689600000) << 12
       | (nextval('id_seq') & 4095);

-- seq is the position in the lists that are shown newest first; it also tells when the follow was made.
CREATE TABLE follows (
  follower_id bigint NOT NULL,
  followee_id bigint NOT NULL,
  seq         bigint NOT NULL DEFAULT next_id(),
  PRIMARY KEY (follower_id, followee_id),
  CONSTRAINT nobody_follows_themselves CHECK (follower_id <> followee_id)
);

-- In the order that a fan-out pages in.
CREATE UNIQUE INDEX follows_by_followee ON follows (followee_id, follower_id);
-- In the order that lists are shown in.
CREATE INDEX newest_followers ON follows (followee_id, seq) INCLUDE (follower_id);
CREATE INDEX newest_followees ON follows (follower_id, seq) INCLUDE (followee_id);

-- Change capture. The replica identity is the primary key, so that a delete carries both.
CREATE PUBLICATION warble_follows FOR TABLE follows (follower_id, followee_id) WITH (publish = 'insert, delete');

-- Kept by the statement that changes follows. Room on each page lets updates stay on it.
CREATE TABLE follow_counts (
  user_id      bigint  PRIMARY KEY,
  followers    integer NOT NULL,
  following    integer NOT NULL,
  is_celebrity boolean NOT NULL DEFAULT false
) WITH (fillfactor = 70);
