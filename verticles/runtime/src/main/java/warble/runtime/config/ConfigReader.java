package warble.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads a part of the configuration again while the process runs.
 *
 * @param files what it is made of, as far as that is in files
 * @param latest reads all sources anew, which blocks, and throws {@link ConfigException} when they
 *     are wrong
 */
public record ConfigReader<C>(List<Path> files, Supplier<C> latest) {

  public ConfigReader {
    files = List.copyOf(files);
  }
}
