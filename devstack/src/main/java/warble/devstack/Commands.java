package warble.devstack;

import static warble.devstack.Events.State.FAILED;
import static warble.devstack.Events.State.READY;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What may be asked for on standard input, one line each; the answer is always an event. */
final class Commands {
  private final Stack stack;
  private final Events events;
  private final Set<String> kept = ConcurrentHashMap.newKeySet();

  Commands(Stack stack, Events events) {
    this.stack = stack;
    this.events = events;
  }

  void obey(String line) {
    var words = List.of(line.split("\t", -1));
    var name = words.size() > 1 ? words.get(1) : "";
    switch (words.getFirst()) {
      case "connector" -> connect(name, overrides(words.subList(2, words.size())));
      case "start" -> act(name, Supervised::start);
      case "stop" -> act(name, Supervised::stop);
      case "kill" -> act(name, Supervised::kill);
      default ->
          events.component(name, FAILED, Duration.ZERO, "unknown command: " + words.getFirst());
    }
  }

  private static Map<String, String> overrides(List<String> words) {
    var overrides = new LinkedHashMap<String, String>();
    for (var word : words) {
      var entry = word.split("=", 2);
      overrides.put(entry[0], entry.length == 2 ? entry[1] : "");
    }
    return overrides;
  }

  /** In a thread of its own, because several are posted at once and each takes its time. */
  private void connect(String file, Map<String, String> overrides) {
    Thread.ofPlatform().daemon().start(() -> post(file, overrides));
  }

  private void post(String file, Map<String, String> overrides) {
    var name = Connectors.name(file);
    long startedAt = System.nanoTime();
    try {
      stack.services().connectors().post(file, overrides);
      events.connector(name, READY, since(startedAt), file);
      if (kept.add(name)) {
        stack.services().connectors().keepRunning(file);
      }
    } catch (IOException e) {
      events.connector(name, FAILED, since(startedAt), String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Duration since(long startedAt) {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  private void act(String name, Act act) {
    var component = stack.services().all().get(name);
    if (component == null) {
      events.component(name, FAILED, Duration.ZERO, "no such component");
      return;
    }
    try {
      act.on(component);
    } catch (ComponentFailure e) {
      // The component's own event has told it.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Act {
    void on(Supervised component) throws ComponentFailure, InterruptedException;
  }
}
