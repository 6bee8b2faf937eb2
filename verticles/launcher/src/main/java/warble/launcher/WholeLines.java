package warble.launcher;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;

/** The lines of a text that somebody else still writes: half a line waits for its other half. */
final class WholeLines {

  private final Reader text;
  private final StringBuilder begun = new StringBuilder();

  WholeLines(Reader text) {
    this.text = text;
  }

  /** The lines that were finished since the last call, none if there is nothing new. */
  List<String> next() throws IOException {
    List<String> finished = new ArrayList<>();
    for (int read = text.read(); read >= 0; read = text.read()) {
      if (read == '\n') {
        finished.add(begun.toString());
        begun.setLength(0);
      } else {
        begun.append((char) read);
      }
    }
    return finished;
  }
}
