package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class SlotWatchTest {

  private static PostFixture fixture;

  @BeforeAll
  static void start(Stack stack) {
    fixture = new PostFixture(stack);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private final String slot =
      "test_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

  @Test
  void aSlotThatNobodyReadsFromIsTold() {
    SlotWatch watch = new SlotWatch(fixture.postgres.primary(), slot);
    await(
        fixture
            .postgres
            .primary()
            .query("SELECT pg_create_logical_replication_slot('" + slot + "', 'pgoutput')")
            .execute());
    assertThat(await(watch.look())).isEqualTo(SlotWatch.Health.INACTIVE);

    await(
        fixture
            .postgres
            .primary()
            .query("SELECT pg_drop_replication_slot('" + slot + "')")
            .execute());
    assertThat(await(watch.look())).isEqualTo(SlotWatch.Health.ABSENT);
  }

  @Test
  void aSlotThatIsNotThereIsTold() {
    assertThat(await(new SlotWatch(fixture.postgres.primary(), slot).look()))
        .isEqualTo(SlotWatch.Health.ABSENT);
  }
}
