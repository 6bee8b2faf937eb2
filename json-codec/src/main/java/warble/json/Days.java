package warble.json;

/**
 * The Gregorian calendar in whole numbers, in eras of 400 years that begin in March (Howard
 * Hinnant, "chrono-Compatible Low-Level Date Algorithms").
 */
final class Days {

  private static final int PER_ERA = 146_097;
  private static final int BEFORE_1970 = 719_468;

  private Days() {}

  /** Days from 1970-01-01 to a date from the year 1 on. */
  static long since1970(int year, int month, int day) {
    int march = month > 2 ? year : year - 1;
    int era = march / 400;
    int yearOfEra = march - era * 400;
    int dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
    return (long) era * PER_ERA + dayOfEra - BEFORE_1970;
  }

  /** The date, as {@code year * 10,000 + month * 100 + day}, so many days after 1970-01-01. */
  static int date(int days) {
    int shifted = days + BEFORE_1970;
    int era = shifted / PER_ERA;
    int dayOfEra = shifted - era * PER_ERA;
    int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int fromMarch = (5 * dayOfYear + 2) / 153;
    int day = dayOfYear - (153 * fromMarch + 2) / 5 + 1;
    int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    int year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
    return year * 10_000 + month * 100 + day;
  }
}
