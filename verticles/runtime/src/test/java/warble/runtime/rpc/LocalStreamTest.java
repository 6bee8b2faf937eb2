package warble.runtime.rpc;

import org.junit.jupiter.api.AfterEach;

/** Streams within one process. */
class LocalStreamTest extends StreamContract {

  private final TestProcess process = TestProcess.alone();

  @Override
  TestProcess front() {
    return process;
  }

  @Override
  TestProcess back() {
    return process;
  }

  @AfterEach
  void close() {
    process.close();
  }
}
