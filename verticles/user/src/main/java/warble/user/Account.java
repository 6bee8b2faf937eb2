package warble.user;

/**
 * A user and how to recognise them.
 *
 * @param user the user
 * @param passwordHash in the PHC string format, with its parameters
 */
record Account(User user, String passwordHash) {}
