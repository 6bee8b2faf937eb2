package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DevstackEventTest {

  @Test
  void eachKindOfLineIsUnderstood() {
    assertThat(DevstackEvent.parse("component\tredis\tready\t104\tport 16379"))
        .isEqualTo(
            new DevstackEvent.Change("redis", "ready", Duration.ofMillis(104), "port 16379"));
    assertThat(DevstackEvent.parse("connector\tposts\tfailed\t9\tno such slot"))
        .isEqualTo(
            new DevstackEvent.Change(
                "connector posts", "failed", Duration.ofMillis(9), "no such slot"));
    assertThat(DevstackEvent.parse("endpoint\tredis.port\t16379"))
        .isEqualTo(new DevstackEvent.Endpoint("redis.port", "16379"));
    assertThat(DevstackEvent.parse("ready\t2041")).isEqualTo(new DevstackEvent.Ready());
    assertThat(DevstackEvent.parse("error\tno space left"))
        .isEqualTo(new DevstackEvent.Fatal("no space left"));
    assertThat(DevstackEvent.parse("error\tport 16379 (redis) is in use\t16379"))
        .isEqualTo(new DevstackEvent.PortInUse("port 16379 (redis) is in use", 16379));
  }

  @Test
  void aLineOfALaterVersionIsNoError() {
    assertThat(DevstackEvent.parse("component\tredis"))
        .isEqualTo(new DevstackEvent.Unknown("component\tredis"));
  }
}
