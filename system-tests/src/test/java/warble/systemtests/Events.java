package warble.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Stream;

/** Server-sent events of a live feed, as they come. */
final class Events implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Stream<String> body;
  private final Iterator<String> lines;

  /** An event with its id, which is empty when it has none. */
  record Event(String id, JsonNode data) {}

  private Events(Stream<String> body) {
    this.body = body;
    this.lines = body.iterator();
  }

  /** Listens as a browser does that comes back with the id of the last event it has seen. */
  static Events of(Api api, String lastEventId) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api.url() + "/api/v1/feed/stream"))
            .header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + api.token());
    if (!lastEventId.isEmpty()) {
      request.header("Last-Event-ID", lastEventId);
    }
    return new Events(CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body());
  }

  /** Waits for the next one. */
  Event next() throws IOException {
    String id = "";
    for (String line = lines.next(); ; line = lines.next()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      } else if (line.startsWith("data: ")) {
        return new Event(id, JSON.readTree(line.substring(6)));
      }
    }
  }

  @Override
  public void close() {
    body.close();
  }
}
