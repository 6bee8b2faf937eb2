package warble.systemtests;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a test the {@link LaptopProcess} that all tests share; it is started once per run. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(Warbling.Shared.class)
@interface Warbling {

  /** Starts the shared process for the first who asks, and stops it after the last test. */
  final class Shared implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == LaptopProcess.class;
    }

    @Override
    public LaptopProcess resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .computeIfAbsent(
              LaptopProcess.class,
              _ -> LaptopProcess.up(Path.of("target/shared").toAbsolutePath(), "--ephemeral"),
              LaptopProcess.class);
    }
  }
}
