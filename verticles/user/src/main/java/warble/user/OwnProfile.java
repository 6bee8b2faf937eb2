package warble.user;

import warble.follow.v1.Relation;

/**
 * A user as they see themselves, with their counts.
 *
 * @param profile what everybody may see
 * @param email address, for nobody else
 */
record OwnProfile(Profile profile, Email email) {

  /** Nobody can have followed an account that was made a moment ago. */
  static OwnProfile ofNew(Owner owner) {
    Relation none = Relation.newBuilder().setUserId(owner.user().id()).build();
    return new OwnProfile(new Profile(owner.user(), none), owner.email());
  }
}
