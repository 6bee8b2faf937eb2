package warble.devstack;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What the program was asked for.
 *
 * @param data everything that must survive a restart
 * @param cache unpacked binaries, the same for all who use this version
 * @param connectors the folder of the connector files
 * @param topics the file that lists the topics
 * @param databases one per domain, all owned by the role {@code warble}
 * @param ports asked anew for each attempt to start; fixed ports give the same answer always
 * @param portsAreFree whether another attempt may be lucky with other ports
 * @param startsWhenTold whether nothing is touched before the command to start
 */
record Options(
    Path data,
    Path cache,
    Path connectors,
    Path topics,
    List<String> databases,
    Supplier<Ports> ports,
    boolean portsAreFree,
    boolean startsWhenTold) {
  private static final String USAGE =
      "usage: Devstack --data DIR --cache DIR --connectors DIR --topics FILE [--ports auto | --postgres-port N --replica-port N"
          + " --redis-port N --kafka-port N --connect-port N] [--databases NAME,NAME] [--start at-once|when-told]";
  private static final Set<String> NAMES =
      Set.of(
          "--data",
          "--cache",
          "--connectors",
          "--topics",
          "--databases",
          "--ports",
          "--postgres-port",
          "--replica-port",
          "--redis-port",
          "--kafka-port",
          "--connect-port",
          "--start");
  private static final Pattern DATABASE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  static Options parse(String... args) throws UsageException {
    var values = values(args);
    boolean portsAreFree = portsAreFree(values);
    var fixed = fixedPorts(values);
    return new Options(
        path(values, "--data"),
        path(values, "--cache"),
        path(values, "--connectors"),
        path(values, "--topics"),
        databases(values.getOrDefault("--databases", "userdb,postdb,followdb")),
        portsAreFree ? Ports::free : () -> fixed,
        portsAreFree,
        startsWhenTold(values.getOrDefault("--start", "at-once")));
  }

  private static Map<String, String> values(String... args) throws UsageException {
    var values = new HashMap<String, String>();
    for (int i = 0; i < args.length; i += 2) {
      if (!NAMES.contains(args[i]) || i + 1 == args.length) {
        throw new UsageException(args[i] + ": unknown or without a value. " + USAGE);
      }
      values.put(args[i], args[i + 1]);
    }
    return values;
  }

  private static boolean portsAreFree(Map<String, String> values) throws UsageException {
    var ports = values.get("--ports");
    if (ports != null && !ports.equals("auto")) {
      throw new UsageException("--ports: " + ports + " (expected: auto). " + USAGE);
    }
    return ports != null;
  }

  private static boolean startsWhenTold(String start) throws UsageException {
    return switch (start) {
      case "at-once" -> false;
      case "when-told" -> true;
      default ->
          throw new UsageException(
              "--start: " + start + " (expected: at-once or when-told). " + USAGE);
    };
  }

  private static Ports fixedPorts(Map<String, String> values) throws UsageException {
    int kafka = port(values, "--kafka-port", 19092);
    return new Ports(
        port(values, "--postgres-port", 15432),
        port(values, "--replica-port", 15433),
        port(values, "--redis-port", 16379),
        kafka,
        kafka + 1,
        port(values, "--connect-port", 18083));
  }

  private static int port(Map<String, String> values, String name, int usual)
      throws UsageException {
    var value = values.get(name);
    if (value == null) {
      return usual;
    }
    if (!value.matches("[1-9][0-9]{0,4}") || Integer.parseInt(value) > 65534) {
      throw new UsageException(name + ": " + value + " (expected: 1 to 65534)");
    }
    return Integer.parseInt(value);
  }

  private static Path path(Map<String, String> values, String name) throws UsageException {
    var value = values.get(name);
    if (value == null) {
      throw new UsageException(name + " is missing. " + USAGE);
    }
    return Path.of(value).toAbsolutePath().normalize();
  }

  private static List<String> databases(String list) throws UsageException {
    var names = List.of(list.split(",", -1));
    for (var name : names) {
      if (!DATABASE.matcher(name).matches()) {
        throw new UsageException(
            "--databases: " + name + " (expected: lower-case letters, digits and underscores)");
      }
    }
    return names;
  }
}
