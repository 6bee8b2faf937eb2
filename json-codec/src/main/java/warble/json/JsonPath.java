package warble.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Finds the path of what stands at an offset of a JSON text that is well-formed up to there. Errors
 * are rare: to keep no path while reading costs nothing.
 */
final class JsonPath {

  /** A part of a path is in an object by its name, or in a list by its position. */
  private static final class Step {
    private final boolean list;
    private String name = "";
    private int position;

    Step(boolean list) {
      this.list = list;
    }

    @Override
    public String toString() {
      return list ? "[" + position + "]" : name;
    }
  }

  private static final int LONGEST = 400;

  private final byte[] in;
  private final int to;
  private final Deque<Step> steps = new ArrayDeque<>();
  private int at;
  private boolean nameNext;

  private JsonPath(byte[] in, int from, int to) {
    this.in = in;
    this.at = from;
    this.to = to;
  }

  /** The error, with the path of its culprit. */
  static JsonError locate(JsonError error, Slice json) {
    int end = json.offset() + json.length();
    int culprit = Math.min(json.offset() + error.offset(), end);
    JsonPath path = new JsonPath(json.array(), json.offset(), end);
    return new JsonError(path.to(culprit), error.description(), error.offset());
  }

  private String to(int culprit) {
    while (at < culprit) {
      step();
    }
    if (nameNext && at < to && in[at] == '"') {
      name();
    }
    return text();
  }

  private void step() {
    switch (in[at]) {
      case '{' -> open(false);
      case '[' -> open(true);
      case '}', ']' -> steps.poll();
      case ',' -> next();
      case '"' -> string();
      default -> {}
    }
    at++;
  }

  private void open(boolean list) {
    steps.push(new Step(list));
    nameNext = !list;
  }

  private void next() {
    Step step = steps.peek();
    if (step == null) {
      return;
    }
    nameNext = !step.list;
    step.position++;
    step.name = "";
  }

  private void string() {
    if (nameNext) {
      name();
    } else {
      at = closing();
    }
  }

  private int closing() {
    int i = at + 1;
    while (i < to && in[i] != '"') {
      i += in[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, to);
  }

  private void name() {
    int end = closing();
    Step step = steps.peek();
    if (step != null) {
      step.name = new String(in, at + 1, Math.max(0, end - at - 1), StandardCharsets.UTF_8);
    }
    nameNext = false;
    at = end;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    Iterator<Step> fromOutside = steps.descendingIterator();
    while (fromOutside.hasNext() && text.length() < LONGEST) {
      Step step = fromOutside.next();
      boolean dotted = !step.list && !text.isEmpty() && !step.name.isEmpty();
      text.append(dotted ? "." : "").append(step);
    }
    return text.length() <= LONGEST ? text.toString() : text.substring(0, LONGEST) + "…";
  }
}
