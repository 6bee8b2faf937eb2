package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SliceTest {

  @Test
  void aMergeIsNewestFirstWithoutDuplicates() {
    var merged = Slice.merge(List.of(end(9, 5, 2), end(7, 5, 1)), 10);

    assertThat(merged).isEqualTo(end(9, 7, 5, 2, 1));
  }

  @Test
  void aMergeGoesNoDeeperThanTheShallowest() {
    var merged = Slice.merge(List.of(new Slice(List.of(9L, 8L), 8), end(7, 5)), 10);

    assertThat(merged).isEqualTo(new Slice(List.of(9L, 8L), 8));
  }

  @Test
  void aMergeHoldsNoMoreThanAskedFor() {
    var merged = Slice.merge(List.of(end(9, 5), end(7)), 2);

    assertThat(merged).isEqualTo(new Slice(List.of(9L, 7L), 7));
  }

  @Test
  void aMergeThatFitsExactlyIsStillTheEnd() {
    assertThat(Slice.merge(List.of(end(9), end(7)), 2).isEnd()).isTrue();
  }

  @Test
  void fewerThanAskedForMeansTheEnd() {
    assertThat(Slice.read(List.of(3L, 2L), 3)).isEqualTo(end(3, 2));
    assertThat(Slice.read(List.of(3L, 2L), 2)).isEqualTo(new Slice(List.of(3L, 2L), 2));
  }

  private static Slice end(long... ids) {
    return new Slice(java.util.Arrays.stream(ids).boxed().toList(), 0);
  }
}
