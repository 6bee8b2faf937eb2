package warble.launcher;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Refuses a {@code --set} that sets nothing; what it sets is looked at with the configuration. */
final class Assignment implements ITypeConverter<String> {

  @Override
  public String convert(String text) {
    if (text.indexOf('=') < 1) {
      throw new TypeConversionException("'" + text + "' (expected: KEY=VALUE)");
    }
    return text;
  }
}
