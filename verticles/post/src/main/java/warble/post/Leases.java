package warble.post;

import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to take the leases of some posts.
 *
 * @param fromReplica taken; nothing was changed lately
 * @param fromPrimary taken; it was changed lately, so the replica may not do
 * @param busy not taken: somebody else loads it, or has just done so
 */
record Leases(List<Long> fromReplica, List<Long> fromPrimary, List<Long> busy) {

  static Leases of(List<Long> ids, List<@Nullable Response> states) {
    Leases leases = new Leases(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < ids.size(); i++) {
      leases.in(String.valueOf(states.get(i))).add(ids.get(i));
    }
    return leases;
  }

  private List<Long> in(String state) {
    return switch (state) {
      case "" -> fromReplica;
      case "P" -> fromPrimary;
      default -> busy;
    };
  }
}
