package warble.follow;

/**
 * A part of a list of ids in ascending order.
 *
 * @param after only ids greater than this one
 * @param limit how many at most
 */
record IdRange(long after, int limit) {}
