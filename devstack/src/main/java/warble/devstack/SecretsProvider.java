package warble.devstack;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.provider.ConfigProvider;

/**
 * Resolves <code>${secrets:warble/postdb:host}</code> in a connector file to the laptop's database.
 * On MSK Connect the worker registers a provider for AWS Secrets Manager under the same name; the
 * keys are those of a secret that RDS keeps: {@code host}, {@code port}, {@code username}, {@code
 * password}, {@code dbname}.
 */
public final class SecretsProvider implements ConfigProvider {
  static final String PORT = "port";

  private String port = "";

  /** For Kafka, which finds this class by name. */
  public SecretsProvider() {}

  @Override
  public void configure(Map<String, ?> settings) {
    port = String.valueOf(settings.get(PORT));
  }

  /** The last part of the secret's name is the database's. */
  @Override
  public ConfigData get(String secret) {
    return new ConfigData(
        Map.of(
            "host",
            Ports.HOST,
            PORT,
            port,
            "username",
            Postgres.USER,
            "password",
            Postgres.PASSWORD,
            "dbname",
            secret.substring(secret.lastIndexOf('/') + 1)));
  }

  @Override
  public ConfigData get(String secret, Set<String> keys) {
    var known = new HashMap<>(get(secret).data());
    known.keySet().retainAll(keys);
    return new ConfigData(known);
  }

  @Override
  public void close() {}
}
