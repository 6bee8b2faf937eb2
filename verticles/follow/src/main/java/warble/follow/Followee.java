package warble.follow;

/**
 * A user who is followed.
 *
 * @param merged whether the posts are merged on read, and not fanned out
 */
record Followee(long user, boolean merged) {}
