package warble.user;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import warble.runtime.EntityId;
import warble.user.v1.GetJwksResponse;
import warble.user.v1.GetMeResponse;
import warble.user.v1.GetUserByUsernameRequest;
import warble.user.v1.GetUserByUsernameResponse;
import warble.user.v1.GetUserRequest;
import warble.user.v1.GetUserResponse;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.JsonWebKey;
import warble.user.v1.LoginRequest;
import warble.user.v1.LoginResponse;
import warble.user.v1.RefreshResponse;
import warble.user.v1.RegisterRequest;
import warble.user.v1.RegisterResponse;
import warble.user.v1.UpdateMeRequest;
import warble.user.v1.UpdateMeResponse;

/** Between the messages of the contract and the records of the domain. */
final class UserProtos {

  private static final int MAX_USERS = 100;

  private UserProtos() {}

  static Registration registration(RegisterRequest request) {
    return Registration.of(request.getUsername(), request.getEmail(), request.getPassword());
  }

  static Credentials credentials(LoginRequest request) {
    return Credentials.of(request.getEmail(), request.getPassword());
  }

  static ProfileChange change(UpdateMeRequest request) {
    warble.user.v1.Profile values = request.getProfile();
    return new ProfileChange(
        request.hasUpdateMask() ? named(request.getUpdateMask()) : filled(values),
        values.getDisplayName(),
        values.getBio());
  }

  private static Set<ProfileChange.Field> named(FieldMask mask) {
    Set<ProfileChange.Field> fields = EnumSet.noneOf(ProfileChange.Field.class);
    Violations violations = new Violations();
    for (String path : mask.getPathsList()) {
      switch (path) {
        case "display_name" -> fields.add(ProfileChange.Field.DISPLAY_NAME);
        case "bio" -> fields.add(ProfileChange.Field.BIO);
        default -> violations.require(false, "updateMask", path + " (expected: displayName, bio)");
      }
    }
    violations.refuse();
    return fields;
  }

  /** Without a mask, the fields that have a value (AIP-134). */
  private static Set<ProfileChange.Field> filled(warble.user.v1.Profile values) {
    Set<ProfileChange.Field> fields = EnumSet.noneOf(ProfileChange.Field.class);
    if (!values.getDisplayName().isEmpty()) {
      fields.add(ProfileChange.Field.DISPLAY_NAME);
    }
    if (!values.getBio().isEmpty()) {
      fields.add(ProfileChange.Field.BIO);
    }
    return fields;
  }

  static long userId(GetUserRequest request) {
    new Violations()
        .require(request.getUserId() > 0, "userId", "expected: the identifier of a user")
        .refuse();
    return request.getUserId();
  }

  static List<Long> userIds(GetUsersRequest request) {
    int count = request.getUserIdsCount();
    new Violations()
        .require(
            count > 0 && count <= MAX_USERS,
            "userIds",
            count + " (expected: 1 to " + MAX_USERS + " identifiers)")
        .refuse();
    return request.getUserIdsList();
  }

  static Username username(GetUserByUsernameRequest request) {
    new Violations()
        .require(Username.isValid(request.getUsername()), "username", Username.EXPECTED)
        .refuse();
    return new Username(request.getUsername());
  }

  static RegisterResponse registered(Owner owner) {
    return RegisterResponse.newBuilder().setUser(own(OwnProfile.ofNew(owner))).build();
  }

  static LoginResponse loggedIn(OwnProfile profile, TokenPair pair) {
    return LoginResponse.newBuilder()
        .setAccessToken(pair.accessToken())
        .setRefreshToken(pair.refreshToken())
        .setExpiresIn(Math.toIntExact(pair.lifetime().toSeconds()))
        .setUser(own(profile))
        .build();
  }

  static RefreshResponse refreshed(TokenPair pair) {
    return RefreshResponse.newBuilder()
        .setAccessToken(pair.accessToken())
        .setRefreshToken(pair.refreshToken())
        .setExpiresIn(Math.toIntExact(pair.lifetime().toSeconds()))
        .build();
  }

  static GetMeResponse me(OwnProfile profile) {
    return GetMeResponse.newBuilder().setUser(own(profile)).build();
  }

  static UpdateMeResponse updated(OwnProfile profile) {
    return UpdateMeResponse.newBuilder().setUser(own(profile)).build();
  }

  static GetUserResponse user(Profile profile) {
    return GetUserResponse.newBuilder().setUser(shown(profile)).build();
  }

  static GetUserByUsernameResponse named(Profile profile) {
    return GetUserByUsernameResponse.newBuilder().setUser(shown(profile)).build();
  }

  static GetUsersResponse users(Collection<Profile> profiles) {
    GetUsersResponse.Builder response = GetUsersResponse.newBuilder();
    profiles.forEach(profile -> response.addUsers(shown(profile)));
    return response.build();
  }

  static GetJwksResponse jwks(Collection<SigningKey> keys) {
    GetJwksResponse.Builder response = GetJwksResponse.newBuilder();
    keys.forEach(key -> response.addKeys(jwk(key)));
    return response.build();
  }

  private static JsonWebKey jwk(SigningKey key) {
    return JsonWebKey.newBuilder()
        .setKty("RSA")
        .setKid(key.kid())
        .setUse("sig")
        .setAlg("RS256")
        .setN(key.modulus())
        .setE(key.exponent())
        .build();
  }

  /** With what only its owner may see. */
  private static warble.user.v1.User own(OwnProfile own) {
    return shown(own.profile()).toBuilder().setEmail(own.email().value()).build();
  }

  private static warble.user.v1.User shown(Profile profile) {
    User user = profile.user();
    return warble.user.v1.User.newBuilder()
        .setId(user.id())
        .setUsername(user.username().value())
        .setDisplayName(user.displayName())
        .setBio(user.bio())
        .setCreatedAt(timestamp(EntityId.createdAt(user.id())))
        .setFollowersCount(profile.relation().getFollowersCount())
        .setFollowingCount(profile.relation().getFollowingCount())
        .setIsCelebrity(profile.relation().getIsCelebrity())
        .setFollowedByMe(profile.relation().getFollowedByViewer())
        .build();
  }

  private static Timestamp timestamp(Instant moment) {
    return Timestamp.newBuilder()
        .setSeconds(moment.getEpochSecond())
        .setNanos(moment.getNano())
        .build();
  }
}
