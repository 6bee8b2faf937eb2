package warble.json;

/** Reads timestamps and durations from the wire and prints them. */
final class TimePrinter {

  private final WireReader in;
  private final JsonWriter out;
  private long seconds;
  private int nanos;

  TimePrinter(WireReader in, JsonWriter out) {
    this.in = in;
    this.out = out;
  }

  void timestamp(int depth) {
    read(depth);
    if (seconds < WellKnown.FIRST_SECOND
        || seconds > WellKnown.LAST_SECOND
        || nanos < 0
        || nanos >= WellKnown.NANOS_PER_SECOND) {
      throw new WireError("holds a timestamp out of range", in.at, false);
    }
    int days = (int) Math.floorDiv(seconds, WellKnown.SECONDS_PER_DAY);
    int second = Math.floorMod(seconds, WellKnown.SECONDS_PER_DAY);
    date(Days.date(days));
    out.put('T');
    timeOfDay(second);
    fraction(nanos);
    out.put('Z');
    out.put('"');
  }

  private void read(int depth) {
    seconds = 0;
    nanos = 0;
    while (!in.atEnd()) {
      int tag = in.tag();
      switch (tag) {
        case WellKnown.SECONDS -> seconds = in.varint();
        case WellKnown.NANOS -> nanos = (int) in.varint();
        default -> in.skip(tag, depth);
      }
    }
  }

  private void date(int date) {
    out.put('"');
    out.digits(date / 10_000, 4);
    out.put('-');
    out.digits(date / 100 % 100, 2);
    out.put('-');
    out.digits(date % 100, 2);
  }

  private void timeOfDay(int second) {
    out.digits(second / 3600, 2);
    out.put(':');
    out.digits(second / 60 % 60, 2);
    out.put(':');
    out.digits(second % 60, 2);
  }

  private void fraction(int nanoseconds) {
    int digits = WellKnown.fractionDigits(nanoseconds);
    if (digits > 0) {
      out.put('.');
      out.digits(
          digits == 3 ? nanoseconds / 1_000_000 : digits == 6 ? nanoseconds / 1000 : nanoseconds,
          digits);
    }
  }

  void duration(int depth) {
    read(depth);
    boolean negative = seconds < 0 || nanos < 0;
    if (Math.abs(seconds) > WellKnown.MOST_DURATION
        || seconds == Long.MIN_VALUE
        || Math.abs((long) nanos) >= WellKnown.NANOS_PER_SECOND
        || (negative && (seconds > 0 || nanos > 0))) {
      throw new WireError("holds a duration out of range", in.at, false);
    }
    out.put('"');
    if (negative) {
      out.put('-');
    }
    out.integer(Math.abs(seconds));
    fraction(Math.abs(nanos));
    out.put('s');
    out.put('"');
  }
}
