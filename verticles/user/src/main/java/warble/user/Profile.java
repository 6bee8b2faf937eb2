package warble.user;

import warble.follow.v1.Relation;

/**
 * A user as one viewer sees them.
 *
 * @param user the user
 * @param relation what the social graph knows of the user and the viewer
 */
record Profile(User user, Relation relation) {}
