package warble.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What the gateway answers by itself: its health and, if configured, the description of its API.
 */
final class Pages {

  private static final String JSON = "application/json";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String SCRIPT = "text/javascript";
  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String WEBJAR_POM = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private final Map<String, Page> pages = new HashMap<>();

  /**
   * All there are.
   *
   * @param routes what the description is of
   */
  Pages(List<Route> routes, GatewayConfig.Docs docs) {
    pages.put("/healthz", Page.of(JSON, "{\"status\":\"ok\"}"));
    if (docs.enabled()) {
      pages.put("/openapi.json", new Page(JSON, () -> OpenApi.describe(routes, docs).toBuffer()));
      addReader();
    }
  }

  /** Swagger UI, which reads the description. */
  private void addReader() {
    pages.put("/docs", new Page(HTML, () -> own("index.html")));
    pages.put("/docs/start.js", new Page(SCRIPT, () -> own("start.js")));
    pages.put("/docs/swagger-ui.css", new Page("text/css", () -> swagger("swagger-ui.css")));
    pages.put(
        "/docs/swagger-ui-bundle.js", new Page(SCRIPT, () -> swagger("swagger-ui-bundle.js")));
    pages.put("/docs/favicon-32x32.png", new Page("image/png", () -> swagger("favicon-32x32.png")));
  }

  private static Buffer own(String name) {
    return read("warble/gateway/docs/" + name);
  }

  private static Buffer swagger(String name) {
    return read(WEBJAR + webjarVersion() + "/" + name);
  }

  private static String webjarVersion() {
    Properties pom = new Properties();
    try (InputStream in = open(WEBJAR_POM)) {
      pom.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return pom.getProperty("version");
  }

  private static Buffer read(String resource) {
    try (InputStream in = open(resource)) {
      return Buffer.buffer(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static InputStream open(String resource) throws IOException {
    InputStream in = Pages.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new IOException(resource + " is not on the class path");
    }
    return in;
  }

  /** The page at a path; a slash at its end makes no difference. */
  Optional<Page> at(String path) {
    boolean slash = path.length() > 1 && path.endsWith("/");
    return Optional.ofNullable(pages.get(slash ? path.substring(0, path.length() - 1) : path));
  }
}
