package warble.post;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** Assertions about calls that fail as expected. */
final class Refusals {

  private Refusals() {}

  /** Asserts that a call fails with this kind of failure. */
  static <F extends Failure> ObjectAssert<F> assertRefused(Class<F> kind, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .extracting(FailureException::failure)
        .asInstanceOf(InstanceOfAssertFactories.type(kind));
  }
}
