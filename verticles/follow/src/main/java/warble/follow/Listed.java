package warble.follow;

/**
 * A user in a list.
 *
 * @param position sort key of the list; greater is newer
 */
record Listed(long user, long position) {}
