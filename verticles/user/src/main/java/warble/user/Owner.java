package warble.user;

/**
 * A user as they see themselves.
 *
 * @param user what everybody may see
 * @param email address, for nobody else
 */
record Owner(User user, Email email) {}
