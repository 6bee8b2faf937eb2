package warble.json;

/** Reads timestamps (RFC 3339) and durations and writes them to the wire. */
final class TimeParser {

  private static final String TIMESTAMP = "a time as in 2006-01-02T15:04:05Z";
  private static final String DURATION = "seconds as in 1.5s";

  private final JsonReader in;
  private final WireWriter out;

  /** The next byte of the text to be read. */
  private int at;

  /** Whether the text is not what it should be. */
  private boolean broken;

  TimeParser(JsonReader in, WireWriter out) {
    this.in = in;
    this.out = out;
  }

  void timestamp() {
    int start = begin();
    long days = date();
    require('T');
    long seconds = days * WellKnown.SECONDS_PER_DAY + timeOfDay();
    int nanos = fraction();
    seconds -= offset();
    broken |= seconds < WellKnown.FIRST_SECOND || seconds > WellKnown.LAST_SECOND;
    end(start, TIMESTAMP);
    write(seconds, nanos);
  }

  void duration() {
    int start = begin();
    boolean negative = next() == '-';
    at += negative ? 1 : 0;
    long seconds = wholeSeconds();
    int nanos = fraction();
    require('s');
    broken |= seconds > WellKnown.MOST_DURATION;
    end(start, DURATION);
    write(negative ? -seconds : seconds, negative ? -nanos : nanos);
  }

  private int begin() {
    in.peek();
    int start = in.at;
    in.text();
    at = in.textFrom;
    broken = false;
    return start;
  }

  private void end(int start, String expected) {
    if (broken || at != in.textTo) {
      throw in.unexpected(start, expected);
    }
  }

  private void write(long seconds, int nanos) {
    if (seconds != 0) {
      out.varint(WellKnown.SECONDS);
      out.varint(seconds);
    }
    if (nanos != 0) {
      out.varint(WellKnown.NANOS);
      out.varint(nanos);
    }
  }

  private int next() {
    return at < in.textTo ? in.text[at] : -1;
  }

  private void require(char expected) {
    broken |= next() != expected;
    at++;
  }

  /** Days since 1970-01-01. */
  private long date() {
    int year = number(4, 1, 9999);
    require('-');
    int month = number(2, 1, 12);
    require('-');
    int day = number(2, 1, 31);
    broken |= day > daysOf(year, month);
    return Days.since1970(year, month, day);
  }

  private static int daysOf(int year, int month) {
    if (month == 2) {
      return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    }
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  }

  private int timeOfDay() {
    int hour = number(2, 0, 23);
    require(':');
    int minute = number(2, 0, 59);
    require(':');
    return (hour * 60 + minute) * 60 + number(2, 0, 59);
  }

  /** Seconds east of Greenwich. */
  private int offset() {
    int sign = next();
    at++;
    if (sign == 'Z') {
      return 0;
    }
    broken |= sign != '+' && sign != '-';
    int hours = number(2, 0, 23);
    require(':');
    int seconds = (hours * 60 + number(2, 0, 59)) * 60;
    return sign == '-' ? -seconds : seconds;
  }

  private int number(int digits, int least, int most) {
    int value = 0;
    for (int i = 0; i < digits; i++) {
      value = value * 10 + digit();
    }
    broken |= value < least || value > most;
    return value;
  }

  private int digit() {
    int digit = next() - '0';
    broken |= digit < 0 || digit > 9;
    at++;
    return broken ? 0 : digit;
  }

  private boolean atDigit() {
    return next() >= '0' && next() <= '9';
  }

  private long wholeSeconds() {
    int from = at;
    long value = 0;
    while (atDigit()) {
      value = Math.min(WellKnown.MOST_DURATION + 1, value * 10 + digit());
    }
    broken |= at == from;
    return value;
  }

  /** Nanoseconds; at most nine digits. */
  private int fraction() {
    if (next() != '.') {
      return 0;
    }
    at++;
    int nanos = 0;
    int digits = 0;
    for (; digits < 9 && atDigit(); digits++) {
      nanos = nanos * 10 + digit();
    }
    broken |= digits == 0;
    for (; digits < 9; digits++) {
      nanos *= 10;
    }
    return nanos;
  }
}
