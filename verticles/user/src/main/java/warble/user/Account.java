package warble.user;

/**
 * A user and how to recognise them.
 *
 * @param owner the user
 * @param passwordHash in the PHC string format, with its parameters
 */
record Account(Owner owner, String passwordHash) {}
