package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import warble.runtime.page.PageRequest;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

/** The newest posts of many authors, in a table of very many. */
@BackingServices
class PostsByAuthorsTest {

  private static final int POSTS = 20_000;

  /** Each wrote 200 posts, in no order. */
  private static final List<Long> STEADY = LongStream.rangeClosed(1, 50).boxed().toList();

  /** The first wrote half of all posts, the second half of what is left, and so on. */
  private static final List<Long> UNEVEN = LongStream.rangeClosed(1_001, 1_020).boxed().toList();

  private static PostFixture fixture;

  @BeforeAll
  static void start(Stack stack) {
    fixture = new PostFixture(stack);
    run(
        """
        INSERT INTO posts (id, author_id, content)
        SELECT 2 * i, 1 + (i * 7919) %% 100, '' FROM generate_series(1, %1$d) i
        UNION ALL
        SELECT 2 * i + 1, 1001 + log(2, (i & -i)::numeric)::bigint, ''
        FROM generate_series(1, %1$d) i
        """
            .formatted(POSTS));
    run("ANALYZE posts");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static void run(String sql) {
    await(fixture.postgres.primary().query(sql).execute());
  }

  @ParameterizedTest
  @CsvSource({"1,50000", "20,50000", "20,20001", "128,50000", "500,100"})
  void theyAreTheNewestHoweverTheirAuthorsWrite(int limit, long before) {
    PageRequest page = new PageRequest(before, limit);
    List<Long> everybody = Stream.of(STEADY, UNEVEN).flatMap(List::stream).toList();
    for (List<Long> authors :
        List.of(STEADY, UNEVEN, everybody, List.of(1001L), List.of(77_777L))) {
      assertThat(await(new PostRepository(primary()).byAuthors(authors, page)))
          .extracting(PostRef::id)
          .containsExactlyElementsOf(sorted(authors, page));
    }
  }

  private static List<Long> sorted(List<Long> authors, PageRequest page) {
    return await(
            primary()
                .preparedQuery(
                    "SELECT id FROM posts WHERE author_id = ANY ($1) AND id < $2 ORDER BY id DESC LIMIT $3")
                .execute(Tuple.of(authors.toArray(Long[]::new), page.before(), page.size())))
        .stream()
        .map(row -> row.getLong("id"))
        .toList();
  }

  @Test
  void aFewIndexEntriesOfEachAuthorAreRead() {
    JsonObject plan =
        await(
                primary()
                    .preparedQuery(
                        "EXPLAIN (ANALYZE, FORMAT JSON) " + PostRepository.SELECT_BY_AUTHORS)
                    .execute(PostRepository.newestOf(STEADY, new PageRequest(Long.MAX_VALUE, 20))))
            .iterator()
            .next()
            .getJsonArray(0)
            .getJsonObject(0)
            .getJsonObject("Plan");

    List<JsonObject> scans =
        nodes(plan).filter(node -> "posts".equals(node.getString("Relation Name"))).toList();
    assertThat(scans)
        .isNotEmpty()
        .allSatisfy(scan -> assertThat(scan.getString("Index Name")).isEqualTo("posts_by_author"));
    assertThat(scans.stream().mapToDouble(PostsByAuthorsTest::rows).sum())
        .isBetween(50.0, 50.0 * 5);
  }

  private static Stream<JsonObject> nodes(JsonObject node) {
    return Stream.concat(
        Stream.of(node),
        node.getJsonArray("Plans", new JsonArray()).stream()
            .flatMap(child -> nodes((JsonObject) child)));
  }

  private static double rows(JsonObject scan) {
    return scan.getDouble("Actual Rows") * scan.getDouble("Actual Loops");
  }

  private static SqlClient primary() {
    return fixture.postgres.primary();
  }
}
