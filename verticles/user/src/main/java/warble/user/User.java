package warble.user;

/**
 * An account as the database holds it, without its password.
 *
 * @param id identifier, which tells when it was made
 * @param username unique name
 * @param email address, for its owner only
 * @param displayName name to show, empty when none was chosen
 * @param bio what the user says of themselves, perhaps empty
 */
record User(long id, Username username, Email email, String displayName, String bio) {}
