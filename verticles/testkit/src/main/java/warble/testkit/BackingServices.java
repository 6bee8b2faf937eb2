package warble.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of this class want real Postgres, Redis and Kafka.
 *
 * <p>A parameter or a static field of type {@link Stack} receives them. They are started once for
 * all classes, and stopped with the tests' JVM; where the system property {@code warble.devstack}
 * or the environment variable {@code WARBLE_DEVSTACK} names a file of endpoints, those are used.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BackingServicesExtension.class)
public @interface BackingServices {}
