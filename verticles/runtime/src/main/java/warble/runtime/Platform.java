package warble.runtime;

import io.vertx.core.Vertx;
import warble.runtime.health.Health;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.page.PageTokens;
import warble.runtime.redis.RedisConfig;
import warble.runtime.rpc.Rpc;

/**
 * What the process gives to each domain.
 *
 * @param vertx the Vert.x instance
 * @param rpc calls to and from other domains
 * @param health where verticles register their readiness checks
 * @param redis how to reach Redis
 * @param kafka how to reach Kafka
 * @param pageTokens seals and opens page tokens
 */
public record Platform(
    Vertx vertx,
    Rpc rpc,
    Health health,
    RedisConfig redis,
    KafkaConfig kafka,
    PageTokens pageTokens) {}
