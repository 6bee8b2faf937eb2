package warble.loadtest.graph;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import warble.loadtest.Load;

/** A table that is filled at once. */
record Table(Connection connection, String name) {

  private static final int BUFFER_BYTES = 1 << 16;

  private static final String INDEXES =
      """
      SELECT coalesce(
               'ALTER TABLE ' || c.conrelid::regclass || ' DROP CONSTRAINT ' || c.conname,
               'DROP INDEX ' || i.indexrelid::regclass),
             coalesce(
               'ALTER TABLE ' || c.conrelid::regclass || ' ADD ' || pg_get_constraintdef(c.oid),
               pg_get_indexdef(i.indexrelid))
      FROM pg_index i
      LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
      WHERE i.indrelid = '%s'::regclass
      """;

  /** Writes rows, whose values hold nothing that COPY would have escaped. */
  interface Rows {
    void writeTo(Sink sink) throws IOException;
  }

  /** Takes rows. */
  record Sink(Writer out) {
    void row(Object... values) throws IOException {
      String separator = "";
      for (Object value : values) {
        out.write(separator);
        out.write(value.toString());
        separator = "\t";
      }
      out.write('\n');
    }
  }

  private record Index(String drop, String create) {}

  /** Replaces what is in it by COPY, without the indexes, which are made anew. */
  void fill(String columns, Rows rows) throws SQLException, IOException {
    List<Index> indexes = indexes();
    long start = System.nanoTime();
    long count = copy(indexes, columns, rows);
    double copied = secondsSince(start);
    for (Index index : indexes) {
      execute(index.create());
    }
    execute("VACUUM (ANALYZE) " + name);
    double all = secondsSince(start);
    Load.say(
        "%-14s %,11d rows: COPY %6.1f s (%,.0f rows/s), with indexes %6.1f s (%,.0f rows/s)",
        name, count, copied, count / copied, all, count / all);
  }

  private List<Index> indexes() throws SQLException {
    List<Index> indexes = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(INDEXES.formatted(name))) {
      while (found.next()) {
        indexes.add(new Index(found.getString(1), found.getString(2)));
      }
    }
    return indexes;
  }

  /** Frozen, which only a table can be that this transaction has emptied: VACUUM finds no work. */
  private long copy(List<Index> indexes, String columns, Rows rows)
      throws SQLException, IOException {
    connection.setAutoCommit(false);
    for (Index index : indexes) {
      execute(index.drop());
    }
    execute("TRUNCATE " + name);
    var copy =
        new PGCopyOutputStream(
            connection.unwrap(PGConnection.class),
            "COPY %s (%s) FROM STDIN (FREEZE)".formatted(name, columns),
            BUFFER_BYTES);
    var out = new BufferedWriter(new OutputStreamWriter(copy, StandardCharsets.UTF_8));
    rows.writeTo(new Sink(out));
    out.flush();
    long count = copy.endCopy();
    connection.commit();
    connection.setAutoCommit(true);
    return count;
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
