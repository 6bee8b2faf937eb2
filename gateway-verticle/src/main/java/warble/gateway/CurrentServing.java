package warble.gateway;

/** What is served now. Instances share it. */
final class CurrentServing {

  private volatile Serving serving;

  CurrentServing(Serving serving) {
    this.serving = serving;
  }

  Serving get() {
    return serving;
  }

  /** For requests that begin from now on. */
  void set(Serving next) {
    serving = next;
  }
}
