package warble.user;

/**
 * A user as everybody may see them.
 *
 * @param id identifier, which tells when the account was made
 * @param username unique name
 * @param displayName name to show, empty when none was chosen
 * @param bio what the user says of themselves, perhaps empty
 */
record User(long id, Username username, String displayName, String bio) {}
