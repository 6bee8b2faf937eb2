package warble.gateway;

import io.vertx.core.Future;
import java.util.List;

/** The stages that every routed request goes through, in this order. */
record Pipeline(List<Stage> stages) {

  Pipeline {
    stages = List.copyOf(stages);
  }

  /** Stages in the order of the arguments. */
  static Pipeline of(Stage... stages) {
    return new Pipeline(List.of(stages));
  }

  Future<Exchange> run(Exchange exchange) {
    Future<Exchange> passed = Future.succeededFuture(exchange);
    for (Stage stage : stages) {
      passed = passed.compose(stage::apply);
    }
    return passed;
  }
}
