-- The last change of the followers while the user was a celebrity: when that ended, if it has. Whoever ceases to be one
-- is merged on read for a while longer, because what they posted meanwhile stands in no timeline.
ALTER TABLE follow_counts ADD COLUMN last_celebrity_at timestamptz;
