package warble.user;

import io.vertx.core.Future;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.user.v1.GetJwksRequest;
import warble.user.v1.GetJwksResponse;
import warble.user.v1.GetMeRequest;
import warble.user.v1.GetMeResponse;
import warble.user.v1.GetUserByUsernameRequest;
import warble.user.v1.GetUserByUsernameResponse;
import warble.user.v1.GetUserRequest;
import warble.user.v1.GetUserResponse;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.LoginRequest;
import warble.user.v1.LoginResponse;
import warble.user.v1.LogoutAllRequest;
import warble.user.v1.LogoutAllResponse;
import warble.user.v1.LogoutRequest;
import warble.user.v1.LogoutResponse;
import warble.user.v1.RefreshRequest;
import warble.user.v1.RefreshResponse;
import warble.user.v1.RegisterRequest;
import warble.user.v1.RegisterResponse;
import warble.user.v1.UpdateMeRequest;
import warble.user.v1.UpdateMeResponse;
import warble.user.v1.UserService;

/** The methods of {@code warble.user.v1.UserService}. */
final class UserRpcs implements UserService {

  /** The {@code jti} of the access token that the gateway has checked for this call. */
  static final String TOKEN_ID = "x-warble-token-id";

  /** The network address of the client, as the gateway has found it out. */
  static final String CLIENT = "x-warble-client";

  private final Rpc rpc;
  private final Accounts accounts;
  private final Sessions sessions;
  private final Profiles profiles;
  private final KeyRing keys;

  UserRpcs(Rpc rpc, Accounts accounts, Sessions sessions, Profiles profiles, KeyRing keys) {
    this.rpc = rpc;
    this.accounts = accounts;
    this.sessions = sessions;
    this.profiles = profiles;
    this.keys = keys;
  }

  @Override
  public Future<RegisterResponse> register(RegisterRequest request) {
    return accounts
        .register(UserProtos.registration(request), client())
        .map(UserProtos::registered);
  }

  @Override
  public Future<LoginResponse> login(LoginRequest request) {
    return accounts
        .authenticate(UserProtos.credentials(request), client())
        .compose(profiles::seen)
        .compose(this::loggedIn);
  }

  /** Empty for a call that no gateway made. */
  private String client() {
    return rpc.current().metadata().getOrDefault(CLIENT, "");
  }

  private Future<LoginResponse> loggedIn(OwnProfile own) {
    return sessions.begin(own.profile().user().id()).map(pair -> UserProtos.loggedIn(own, pair));
  }

  @Override
  public Future<RefreshResponse> refresh(RefreshRequest request) {
    return sessions.refresh(request.getRefreshToken()).map(UserProtos::refreshed);
  }

  @Override
  public Future<LogoutResponse> logout(LogoutRequest request) {
    RpcContext call = rpc.current();
    String tokenId = call.metadata().getOrDefault(TOKEN_ID, "");
    return sessions
        .end(call.userId(), request.getRefreshToken(), tokenId)
        .map(LogoutResponse.getDefaultInstance());
  }

  @Override
  public Future<LogoutAllResponse> logoutAll(LogoutAllRequest request) {
    return sessions.endAll(rpc.current().userId()).map(LogoutAllResponse.getDefaultInstance());
  }

  @Override
  public Future<GetMeResponse> getMe(GetMeRequest request) {
    return profiles.own(rpc.current().userId()).map(UserProtos::me);
  }

  @Override
  public Future<UpdateMeResponse> updateMe(UpdateMeRequest request) {
    return accounts
        .change(rpc.current().userId(), UserProtos.change(request))
        .compose(profiles::seen)
        .map(UserProtos::updated);
  }

  @Override
  public Future<GetUserResponse> getUser(GetUserRequest request) {
    return profiles.one(UserProtos.userId(request), rpc.current().viewerId()).map(UserProtos::user);
  }

  @Override
  public Future<GetUsersResponse> getUsers(GetUsersRequest request) {
    return profiles
        .all(UserProtos.userIds(request), rpc.current().viewerId())
        .map(UserProtos::users);
  }

  @Override
  public Future<GetUserByUsernameResponse> getUserByUsername(GetUserByUsernameRequest request) {
    return profiles
        .named(UserProtos.username(request), rpc.current().viewerId())
        .map(UserProtos::named);
  }

  @Override
  public Future<GetJwksResponse> getJwks(GetJwksRequest request) {
    return keys.current().map(KeySet::published).map(UserProtos::jwks);
  }
}
