package warble.runtime.redis;

import static io.vertx.redis.client.Command.CLIENT;
import static io.vertx.redis.client.Command.EVAL;
import static io.vertx.redis.client.Command.GET;
import static io.vertx.redis.client.Command.INCR;
import static io.vertx.redis.client.Command.LPUSH;
import static io.vertx.redis.client.Command.SCRIPT;
import static io.vertx.redis.client.Command.SET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;
import static warble.testkit.Futures.failure;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import warble.runtime.config.HostPort;
import warble.runtime.rpc.Failure;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.Toxic;

@BackingServices
class RedisLinkTest {

  private final String key = "test:" + UUID.randomUUID();
  private Vertx vertx;
  private Toxic toxic;
  private RedisLink redis;

  @BeforeEach
  void open(Stack stack) {
    vertx = Vertx.vertx();
    toxic = Toxic.to(stack.redis().nodes().getFirst());
    redis = await(RedisLink.open(vertx, stack.redis(toxic.address())));
  }

  @AfterEach
  void close() {
    await(redis.close());
    toxic.close();
    await(vertx.close());
  }

  private Future<Long> increment() {
    return redis.send(Request.cmd(INCR, key)).map(Response::toLong);
  }

  @Test
  void aBatchIsAnsweredInOrder() {
    List<Response> answers =
        await(
            redis.batch(
                List.of(
                    Request.cmd(SET, key, "7"), Request.cmd(INCR, key), Request.cmd(GET, key))));

    assertThat(answers).extracting(Response::toString).containsExactly("OK", "8", "8");
    assertThat(await(redis.batch(List.of()))).isEmpty();
  }

  @Test
  void nilIsNull() {
    assertThat(await(redis.send(Request.cmd(GET, key)))).isNull();
  }

  @Test
  void anErrorOfRedisIsNotTakenForAnOutage() {
    await(increment());

    assertThat(failure(redis.send(Request.cmd(LPUSH, key, "x")))).isInstanceOf(ErrorType.class);
    assertThat(await(increment())).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OOM command not allowed when used memory > 'maxmemory'.",
        "MISCONF Redis is configured to save RDB snapshots",
        "NOREPLICAS Not enough good replicas to write.",
        "BUSY Redis is busy running a script.",
        "LOADING Redis is loading the dataset in memory",
        "MASTERDOWN Link with MASTER is down",
        "ERR Error running script (call to f_0): @user_script:3: -OOM command not allowed"
      })
  void aServerThatCannotNowIsTakenForAnOutage(String refusal) {
    Request refused = Request.cmd(EVAL, "return redis.error_reply(ARGV[1])", "0", refusal);

    assertThat(expectedFailure(redis.send(refused))).isInstanceOf(Failure.Unavailable.class);
    assertThat(expectedFailure(redis.batch(List.of(Request.cmd(GET, key), refused))))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void oneLineInAWhileSaysWhyRedisRefuses() {
    var log = new ListAppender<ILoggingEvent>();
    log.start();
    var logger = (Logger) LoggerFactory.getLogger(RedisLink.class);
    logger.addAppender(log);
    Request refused =
        Request.cmd(EVAL, "return redis.error_reply(ARGV[1])", "0", "MISCONF cannot save");

    for (int i = 0; i < 3; i++) {
      assertThat(expectedFailure(redis.send(refused))).isInstanceOf(Failure.Unavailable.class);
    }
    logger.detachAppender(log);

    assertThat(log.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .singleElement()
        .asString()
        .contains("refuses", "MISCONF cannot save");
  }

  @Test
  void aGroupThatExistsIsNotTakenForABusyServer() {
    Request refused = Request.cmd(EVAL, "return redis.error_reply('BUSYGROUP exists')", "0");

    assertThat(failure(redis.send(refused))).isInstanceOf(ErrorType.class);
  }

  @Test
  void aScriptThatRedisDoesNotKnowIsSentOnce() {
    Script script = Script.of("return redis.call('incrby', KEYS[1], ARGV[1]) -- " + key);

    assertThat(await(redis.run(script, List.of(key), List.of("3"))).toLong()).isEqualTo(3);
    assertThat(await(redis.send(Request.cmd(SCRIPT, "EXISTS", script.sha()))).get(0).toInteger())
        .isEqualTo(1);
    assertThat(await(redis.run(script, List.of(key), List.of("3"))).toLong()).isEqualTo(6);
  }

  @Test
  void commandsFailAtOnceWhileRedisIsAwayAndWorkAgainByThemselves() {
    await(increment());
    toxic.cut();
    await().until(() -> failure(redis.answers()) != null);

    Instant before = Instant.now();
    assertThat(expectedFailure(increment())).isInstanceOf(Failure.Unavailable.class);
    assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofMillis(500));

    toxic.heal();
    await().ignoreExceptions().untilAsserted(() -> assertThat(await(increment())).isPositive());
  }

  @Test
  void whatIsInFlightWhenTheConnectionEndsIsUnavailable() {
    toxic.pause();
    Future<Long> inFlight = increment();

    toxic.cut();

    assertThat(expectedFailure(inFlight)).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void aPeerThatVanishedIsGivenUpAndReplaced(Stack stack) {
    RedisLink impatient = await(RedisLink.open(vertx, impatient(stack)));
    long before = await(connectionId(impatient));
    toxic.pause();

    assertThat(expectedFailure(impatient.answers())).isInstanceOf(Failure.Unavailable.class);

    toxic.heal();
    await()
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(await(connectionId(impatient))).isGreaterThan(before));
    await(impatient.close());
  }

  private static Future<Long> connectionId(RedisLink link) {
    return link.send(Request.cmd(CLIENT, "ID")).map(Response::toLong);
  }

  private RedisConfig impatient(Stack stack) {
    RedisConfig config = stack.redis(toxic.address());
    return new RedisConfig(
        config.nodes(),
        config.cluster(),
        config.tls(),
        config.password(),
        config.connectTimeout(),
        Duration.ofSeconds(2));
  }

  @Test
  void openingAgainstNothingFails(Stack stack) {
    toxic.close();

    assertThat(expectedFailure(RedisLink.open(vertx, stack.redis(toxic.address()))))
        .isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void aClosedLinkStaysClosed() {
    await(redis.close());

    assertThat(expectedFailure(increment())).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void anOpenLinkIsUsableFromEveryThread(Stack stack) {
    HostPort direct = stack.redis().nodes().getFirst();
    Future<Long> sum =
        RedisLink.open(vertx, stack.redis(direct))
            .compose(link ->
                vertx
                    .executeBlocking(() -> link.send(Request.cmd(INCR, key)))
                    .compose(answer -> answer)
                    .map(Response::toLong)
                    .eventually(link::close));

    assertThat(await(sum)).isEqualTo(1);
  }
}
