package warble.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * The HTTP API as one of its users sees it.
 *
 * @param url without a slash at the end
 * @param token access token, empty for nobody's
 */
record Api(String url, String token) {

  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Status, headers and body of an answer. */
  record Answer(int status, java.net.http.HttpHeaders headers, String text) {

    JsonNode json() {
      try {
        return JSON.readTree(text);
      } catch (IOException e) {
        throw new AssertionError("not JSON: " + text, e);
      }
    }

    /** The body of an answer that must be a success. */
    JsonNode ok() {
      if (status != 200) {
        throw new AssertionError(status + ": " + text);
      }
      return json();
    }
  }

  static Api of(LaptopProcess laptop) {
    return new Api(laptop.url(), "");
  }

  /** Registers a user and logs in. */
  Api as(String name) {
    String email = name + "@example.org";
    post("/api/v1/register", json("username", name, "email", email, "password", password(name)))
        .ok();
    return login(name);
  }

  /** Logs in a user that {@link #as} has registered. */
  Api login(String name) {
    String email = name + "@example.org";
    JsonNode session = post("/api/v1/login", json("email", email, "password", password(name))).ok();
    return new Api(url, session.get("accessToken").asText());
  }

  private static String password(String name) {
    return "a long password of " + name;
  }

  String id() {
    return get("/api/v1/me").ok().at("/user/id").asText();
  }

  /** Writes a post; its id. */
  String say(String content) {
    return post("/api/v1/posts", json("content", content)).ok().at("/post/id").asText();
  }

  void follow(String userId) {
    send("PUT", "/api/v1/users/" + userId + "/follow", "").ok();
  }

  Answer get(String path) {
    return send("GET", path, "");
  }

  Answer post(String path, String body) {
    return send("POST", path, body);
  }

  /** With a key under which repeating it does nothing more. */
  Answer post(String path, String body, String idempotencyKey) {
    return send("POST", path, body, "Idempotency-Key", idempotencyKey);
  }

  Answer send(String method, String path, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(15))
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new AssertionError(method + " " + path, e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** An object of these names and string values, in turn. */
  static String json(String... namesAndValues) {
    var object = JSON.createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return object.toString();
  }
}
