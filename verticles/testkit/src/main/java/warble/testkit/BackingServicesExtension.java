package warble.testkit;

import java.lang.reflect.Field;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.StoreScope;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ModifierSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/** Hands out one {@link Stack} to all test classes of a JVM. */
final class BackingServicesExtension implements BeforeAllCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(BackingServicesExtension.class);

  @Override
  public void beforeAll(ExtensionContext context) throws IllegalAccessException {
    for (Field field : stackFields(context.getRequiredTestClass())) {
      field.setAccessible(true);
      field.set(null, stack(context));
    }
  }

  private static Iterable<Field> stackFields(Class<?> testClass) {
    return ReflectionSupport.findFields(
        testClass,
        field -> field.getType() == Stack.class && ModifierSupport.isStatic(field),
        HierarchyTraversalMode.TOP_DOWN);
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Stack.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return stack(context);
  }

  private static Stack stack(ExtensionContext context) {
    return context
        .getStore(StoreScope.LAUNCHER_SESSION, NAMESPACE)
        .computeIfAbsent(Stack.class, _ -> Stack.open(), Stack.class);
  }
}
