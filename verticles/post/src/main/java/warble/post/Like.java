package warble.post;

/**
 * What a user wants to be true of a post.
 *
 * @param liked whether the user likes it from now on
 */
record Like(long post, long user, boolean liked) {}
