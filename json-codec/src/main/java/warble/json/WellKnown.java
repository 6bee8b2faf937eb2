package warble.json;

/** Tags of the types that protobuf's JSON mapping treats in its own way. */
final class WellKnown {

  static final int ANY_TYPE = 1 << 3 | 2;
  static final int ANY_VALUE = 2 << 3 | 2;
  static final int SECONDS = 1 << 3;
  static final int NANOS = 2 << 3;
  static final int PATHS = 1 << 3 | 2;

  static final int NANOS_PER_SECOND = 1_000_000_000;

  /** 10,000 years. */
  static final long MOST_DURATION = 315_576_000_000L;

  /** 0001-01-01T00:00:00Z. */
  static final long FIRST_SECOND = -62_135_596_800L;

  /** 9999-12-31T23:59:59Z. */
  static final long LAST_SECOND = 253_402_300_799L;

  static final int SECONDS_PER_DAY = 86_400;

  private WellKnown() {}

  /** Digits of a fraction of a second that suffice: none, 3, 6 or 9. */
  static int fractionDigits(int nanos) {
    if (nanos % 1_000_000 == 0) {
      return nanos == 0 ? 0 : 3;
    }
    return nanos % 1000 == 0 ? 6 : 9;
  }

  /** Whether a byte other than an underscore or a capital may be in a path of a field mask. */
  static boolean isOfPath(byte b) {
    return b > ' ' && b != ',' && b != '"' && b != '\\' && b != '_' && (b < 'A' || b > 'Z');
  }
}
