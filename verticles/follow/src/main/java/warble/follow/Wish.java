package warble.follow;

/**
 * That a follow should be there, or should not.
 *
 * @param wanted whether it should
 */
record Wish(Follow follow, boolean wanted) {}
