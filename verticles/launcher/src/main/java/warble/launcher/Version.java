package warble.launcher;

import picocli.CommandLine.IVersionProvider;

/** Which Warble this is, on which Java. */
final class Version implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"Warble " + number(), "Java " + Runtime.version()};
  }

  /** From the manifest of the jar; classes that were not packaged have no version. */
  static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
