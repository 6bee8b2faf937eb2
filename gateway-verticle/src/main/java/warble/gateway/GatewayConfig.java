package warble.gateway;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;
import warble.runtime.rpc.Deadline;

/**
 * Configuration of the gateway.
 *
 * @param instances verticle instances, 0 for one per event loop
 * @param http the public listener
 * @param protoset descriptor sets to route by: files, or {@code classpath:} and a resource
 * @param services addresses of services, by full service name, package or {@code default}. A
 *     service or package that is named must not be in this process; the default is for services
 *     that are neither here nor named in {@code rpc.services}
 * @param auth access tokens
 * @param cookies cookies, by the name that routes know them by
 * @param routes options of methods, by {@code package.Service/Method} or {@code default}
 * @param rateLimits token buckets
 * @param docs the description of the API
 * @param skipBadMethods whether a method whose rule cannot be served is left out instead of keeping
 *     the gateway from starting
 * @param streams answers of many messages
 * @param cors which pages of other origins may read answers
 * @param reloadInterval how often it is seen whether files have changed
 */
public record GatewayConfig(
    int instances,
    Http http,
    List<String> protoset,
    Map<String, List<HostPort>> services,
    Auth auth,
    Map<String, CookieOptions> cookies,
    Map<String, RouteOptions> routes,
    RateLimits rateLimits,
    Docs docs,
    boolean skipBadMethods,
    Streams streams,
    Cors cors,
    Duration reloadInterval) {

  static final String DEFAULT = "default";

  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofDays(24);

  public GatewayConfig {
    require(instances >= 0, "instances: " + instances + " (expected: 0 or more)");
    require(!protoset.isEmpty(), "protoset: nothing (expected: a file, or classpath:…)");
    require(routes.containsKey(DEFAULT), "routes: no default (expected: options under default)");
    services.forEach(GatewayConfig::requireAddresses);
    require(
        auth.cookie().isEmpty() || cookies.containsKey(auth.cookie()),
        "auth: cookie " + auth.cookie() + " is not one of cookies");
    routes.values().forEach(route -> requireCookies(route, cookies));
    requireTimer("reloadInterval", reloadInterval);
  }

  private static void requireAddresses(String service, List<HostPort> instances) {
    require(!instances.isEmpty(), "services: " + service + " is nowhere (expected: host:port)");
  }

  private static void requireCookies(RouteOptions route, Map<String, CookieOptions> cookies) {
    for (String name : route.cookies()) {
      require(cookies.containsKey(name), "routes: cookie " + name + " is not one of cookies");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** What a timer of Vert.x takes, some of which count milliseconds in 32 bits. */
  private static void requireTimer(String name, Duration duration) {
    require(
        duration.compareTo(SHORTEST) >= 0 && duration.compareTo(LONGEST) <= 0,
        name + ": " + duration + " (expected: 1ms to 24d)");
  }

  private static void requirePeriod(String name, Duration duration) {
    require(
        !duration.isNegative() && duration.compareTo(Deadline.LONGEST) <= 0,
        name + ": " + duration + " (expected: 0s to 3650d)");
  }

  private static void requireBytes(String name, DataSize size) {
    require(
        size.bytes() >= 1 && size.bytes() <= Integer.MAX_VALUE,
        name + ": " + size.bytes() + " bytes (expected: 1B to 2GiB)");
  }

  /**
   * This configuration with those parts of a later one that need no restart: contracts, services,
   * options of routes, rate rules and the description of the API.
   *
   * @throws IllegalArgumentException when they do not go with the rest
   */
  GatewayConfig reloaded(GatewayConfig later) {
    return new GatewayConfig(
        instances,
        http,
        later.protoset,
        later.services,
        auth,
        cookies,
        later.routes,
        new RateLimits(rateLimits.enabled(), later.rateLimits.rules()),
        later.docs,
        later.skipBadMethods,
        streams,
        cors,
        reloadInterval);
  }

  /** The keys whose values are not those of another one, for people; empty when all are. */
  String keysUnlike(GatewayConfig other) {
    return Arrays.stream(GatewayConfig.class.getRecordComponents())
        .filter(part -> !value(part, this).equals(value(part, other)))
        .map(part -> "gateway." + part.getName())
        .collect(Collectors.joining(", "));
  }

  private static Object value(RecordComponent part, GatewayConfig config) {
    try {
      return part.getAccessor().invoke(config);
    } catch (ReflectiveOperationException inaccessible) {
      throw new IllegalStateException(part.getName(), inaccessible);
    }
  }

  /** Where a service is that is named, by its full name or else by its package. */
  Optional<List<HostPort>> instances(String service, String itsPackage) {
    return Optional.ofNullable(services.get(service))
        .or(() -> Optional.ofNullable(services.get(itsPackage)));
  }

  /** Where the services are that nobody names. */
  Optional<List<HostPort>> defaultInstances() {
    return Optional.ofNullable(services.get(DEFAULT));
  }

  /** The options of a method. */
  RouteOptions route(String method) {
    RouteOptions own = routes.get(method);
    return own != null ? own : Objects.requireNonNull(routes.get(DEFAULT));
  }

  /**
   * The public listener.
   *
   * @param host address to listen at
   * @param port port to listen at
   * @param maxUri longest request line
   * @param maxHeaders most bytes of headers
   * @param maxBody largest body of a request
   * @param maxBodies most bytes of bodies that the process holds at once
   * @param headTimeout how long a request's head may take to arrive
   * @param bodyTimeout how long a request's body may take to arrive
   * @param idleTimeout how long a silent connection is kept
   * @param shutdownTimeout how long requests in flight may take when the gateway stops
   * @param trustedProxies addresses, as CIDR, whose {@code X-Forwarded-*} headers are believed
   * @param allowedOrigins origins besides our own that may use cookies, for example {@code
   *     https://app.example}
   * @param forwardedHeaders request headers that go to the service as metadata, in lower case there
   * @param returnedMetadata metadata of the service's response that become headers of the answer
   * @param gzip compressed bodies
   * @param maxConnections most connections of the process at once
   * @param maxLag how late an event loop may be; requests are refused beyond
   * @param http2 HTTP/2
   * @param tls the certificate
   */
  public record Http(
      String host,
      int port,
      DataSize maxUri,
      DataSize maxHeaders,
      DataSize maxBody,
      DataSize maxBodies,
      Duration headTimeout,
      Duration bodyTimeout,
      Duration idleTimeout,
      Duration shutdownTimeout,
      List<String> trustedProxies,
      List<String> allowedOrigins,
      List<String> forwardedHeaders,
      List<String> returnedMetadata,
      Gzip gzip,
      int maxConnections,
      Duration maxLag,
      Http2 http2,
      Tls tls) {

    /** Headers that say how the answer is framed, which is not the service's to say. */
    private static final Set<String> FRAMING =
        Set.of(
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "date",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "vary",
            "x-request-id");

    public Http {
      require(port >= 0 && port <= 65535, "port: " + port + " (expected: 0..65535)");
      requireBytes("maxUri", maxUri);
      requireBytes("maxHeaders", maxHeaders);
      requireTimer("headTimeout", headTimeout);
      requireTimer("bodyTimeout", bodyTimeout);
      requireTimer("idleTimeout", idleTimeout);
      requireTimer("shutdownTimeout", shutdownTimeout);
      requireTimer("maxLag", maxLag);
      require(maxConnections >= 1, "maxConnections: " + maxConnections + " (expected: 1 or more)");
      require(
          forwardedHeaders.stream().noneMatch(Http::isOurs),
          "forwardedHeaders: x-warble-… (expected: none of the gateway's own)");
      require(
          returnedMetadata.stream().noneMatch(Http::isFraming),
          "returnedMetadata: "
              + returnedMetadata
              + " (expected: none of gRPC, of framing, or binary)");
    }

    private static boolean isFraming(String header) {
      String name = header.toLowerCase(Locale.ROOT);
      return name.startsWith("grpc-")
          || name.startsWith("access-control-")
          || name.endsWith("-bin")
          || FRAMING.contains(name);
    }

    private static boolean isOurs(String header) {
      return header.toLowerCase(Locale.ROOT).startsWith("x-warble-");
    }
  }

  /**
   * Compressed bodies.
   *
   * @param requests whether bodies of requests may be compressed
   * @param responses whether answers are compressed for clients that take it
   * @param minSize answers of fewer bytes are not
   * @param level 1 is fastest, 9 makes the fewest bytes
   */
  public record Gzip(boolean requests, boolean responses, DataSize minSize, int level) {

    public Gzip {
      require(level >= 1 && level <= 9, "level: " + level + " (expected: 1..9)");
    }
  }

  /**
   * HTTP/2.
   *
   * @param clearText whether it is spoken without TLS too
   * @param maxStreams most requests at once on one connection
   * @param maxResets how often a client may take requests of a connection back
   * @param resetsPer in which time
   */
  public record Http2(boolean clearText, int maxStreams, int maxResets, Duration resetsPer) {

    public Http2 {
      require(maxStreams >= 1, "maxStreams: " + maxStreams + " (expected: 1 or more)");
      require(maxResets >= 1, "maxResets: " + maxResets + " (expected: 1 or more)");
      requireTimer("resetsPer", resetsPer);
      require(resetsPer.toSeconds() >= 1, "resetsPer: " + resetsPer + " (expected: 1s or more)");
    }
  }

  /**
   * The certificate by which the server is known.
   *
   * @param certificate file of the certificate and its chain, as PEM; empty for no TLS
   * @param key file of its private key, as PEM
   * @param reloadInterval how often it is seen whether they have changed
   */
  public record Tls(String certificate, String key, Duration reloadInterval) {

    public Tls {
      require(
          certificate.isEmpty() == key.isEmpty(),
          "certificate and key (expected: both, or neither)");
      requireTimer("reloadInterval", reloadInterval);
    }

    boolean enabled() {
      return !certificate.isEmpty();
    }
  }

  /**
   * Which pages of other origins may read answers.
   *
   * @param allowedOrigins origins such as {@code https://app.example}, or {@code *} for all; none
   *     turns CORS off
   * @param allowedMethods methods besides GET, HEAD and POST that they may use, or {@code *}
   * @param allowedHeaders headers of requests that they may send, or {@code *}
   * @param exposedHeaders headers of answers that they may read, or {@code *}
   * @param credentials whether they may send cookies
   * @param maxAge how long a browser need not ask again
   */
  public record Cors(
      List<String> allowedOrigins,
      List<String> allowedMethods,
      List<String> allowedHeaders,
      List<String> exposedHeaders,
      boolean credentials,
      Duration maxAge) {

    static final String ANY = "*";

    private static final Pattern ORIGIN =
        Pattern.compile("[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    public Cors {
      for (String origin : allowedOrigins) {
        require(
            origin.equals(ANY) || ORIGIN.matcher(origin).matches(),
            "allowedOrigins: " + origin + " (expected: *, or for example https://app.example)");
      }
      requirePeriod("maxAge", maxAge);
      require(
          !credentials
              || Stream.of(allowedOrigins, allowedMethods, allowedHeaders, exposedHeaders)
                  .noneMatch(list -> list.contains(ANY)),
          "credentials: true with * (expected: no * in the lists; browsers refuse it)");
    }

    /** Those whose pages may send cookies. */
    List<String> credentialedOrigins() {
      return credentials ? allowedOrigins : List.of();
    }
  }

  /**
   * Which access tokens (RFC 9068) are accepted.
   *
   * @param enabled false lets everybody in as nobody, and needs no Redis
   * @param jwks the issuer's public keys: a URL, or the path of one of the gateway's own routes
   * @param jwksMaxAge how long keys are used before they are asked for again
   * @param jwksMinAge how long an unknown key identifier does not make them be asked for again
   * @param issuer the {@code iss} claim
   * @param audience the {@code aud} claim
   * @param clockSkew how far the issuer's clock may differ from ours
   * @param maxLifetime longest life of a token; revocations are remembered for as long
   * @param remembered how many verified tokens each instance remembers
   * @param cookie the cookie that holds an access token, empty for none
   */
  public record Auth(
      boolean enabled,
      String jwks,
      Duration jwksMaxAge,
      Duration jwksMinAge,
      String issuer,
      String audience,
      Duration clockSkew,
      Duration maxLifetime,
      int remembered,
      String cookie) {

    public Auth {
      requirePeriod("jwksMaxAge", jwksMaxAge);
      requirePeriod("jwksMinAge", jwksMinAge);
      requirePeriod("clockSkew", clockSkew);
      requirePeriod("maxLifetime", maxLifetime);
      require(remembered >= 0, "remembered: " + remembered + " (expected: 0 or more)");
    }
  }

  /**
   * A cookie that carries a token.
   *
   * @param name its name; over TLS a {@code __Host-} or {@code __Secure-} prefix is added
   * @param path the paths that it is sent to
   * @param maxAge how long a browser keeps it
   */
  public record CookieOptions(String name, String path, Duration maxAge) {

    public CookieOptions {
      requirePeriod("maxAge", maxAge);
    }
  }

  /**
   * The description of the API, generated from the protoset: OpenAPI 3.1 at {@code /openapi.json},
   * for people at {@code /docs}.
   *
   * @param enabled whether there is one
   * @param title the API's name
   * @param version the API's version
   */
  public record Docs(boolean enabled, String title, String version) {}

  /**
   * Answers of many messages.
   *
   * @param heartbeat how often server-sent events have a comment, by which both sides learn that
   *     the other is there
   */
  public record Streams(Duration heartbeat) {

    public Streams {
      requireTimer("heartbeat", heartbeat);
    }
  }

  /** Whether a method needs an access token. */
  public enum Access {
    /** Anybody may call it; a token is not looked at. */
    NONE,
    /** Only with a valid token. */
    REQUIRED
  }

  /**
   * Options of a method.
   *
   * @param auth whether it needs an access token
   * @param timeout how long the call of the service may take; zero, for a server-streaming method
   *     only, for as long as both sides want
   * @param ignoreUnknown whether unknown fields of the body and unknown parameters of the query are
   *     skipped instead of refused
   * @param printDefaults whether fields that are not set and have no presence are in the answer
   * @param enumNumbers whether enums are numbers in the answer, and not names
   * @param readCookies fields of the request, by cookie, that are taken from it when absent
   * @param setCookies fields of the response, by cookie, that are put into it
   * @param clearCookies cookies to delete
   * @param eventId field of a stream's messages that is the id of the event; empty for none
   * @param lastEventId field of the request that the header {@code Last-Event-ID} fills when it is
   *     absent; empty for none
   */
  public record RouteOptions(
      Access auth,
      Duration timeout,
      boolean ignoreUnknown,
      boolean printDefaults,
      boolean enumNumbers,
      Map<String, String> readCookies,
      Map<String, String> setCookies,
      List<String> clearCookies,
      String eventId,
      String lastEventId) {

    public RouteOptions {
      requirePeriod("timeout", timeout);
    }

    private List<String> cookies() {
      return Stream.of(readCookies.keySet(), setCookies.keySet(), List.copyOf(clearCookies))
          .flatMap(Collection::stream)
          .toList();
    }
  }

  /**
   * Token buckets.
   *
   * @param enabled false needs no Redis
   * @param rules the rules by name; all that apply to a request must allow it
   */
  public record RateLimits(boolean enabled, Map<String, RateRule> rules) {}

  /** What has a bucket of its own. */
  public enum Subject {
    /** The address of the client; all addresses of an IPv6 network of 64 bits have one. */
    CLIENT_ADDRESS,
    /** The user of the access token. */
    USER
  }

  /** What to do with a request when Redis is away. */
  public enum WithoutRedis {
    /** Let it pass. */
    ALLOW,
    /** Answer 503. */
    REFUSE
  }

  /**
   * A token bucket for each subject; a request costs one token.
   *
   * @param by what has a bucket
   * @param capacity most tokens in a bucket, that is, the greatest burst
   * @param refill how many tokens come back
   * @param per in which time
   * @param withoutRedis what to do when Redis is away
   */
  public record RateRule(
      Subject by, long capacity, long refill, Duration per, WithoutRedis withoutRedis) {

    /** The script counts capacity x microseconds in doubles: they are exact up to 2^53. */
    private static final long MOST_UNITS = 1L << 52;

    public RateRule {
      require(capacity >= 1, "capacity: " + capacity + " (expected: 1 or more)");
      require(refill >= 1, "refill: " + refill + " (expected: 1 or more)");
      require(
          per.compareTo(SHORTEST) >= 0 && per.compareTo(Deadline.LONGEST) <= 0,
          "per: " + per + " (expected: 1ms to 3650d)");
      require(
          capacity <= MOST_UNITS / (per.toNanos() / 1000),
          "capacity: " + capacity + " (expected: at most 2^52 with per in microseconds)");
    }
  }
}
