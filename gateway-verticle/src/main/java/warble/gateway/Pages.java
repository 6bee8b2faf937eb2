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

  private static final String WEBJAR = "META-INF/resources/webjars/swagger-ui/";
  private static final String WEBJAR_POM = "META-INF/maven/org.webjars/swagger-ui/pom.properties";

  private final Map<String, Page> pages = new HashMap<>();

  /**
   * Reads and generates them; it blocks.
   *
   * @param routes what the description is of
   */
  Pages(List<Route> routes, GatewayConfig.Docs docs) {
    pages.put("/healthz", new Page("application/json", Buffer.buffer("{\"status\":\"ok\"}")));
    if (docs.enabled()) {
      Buffer document = OpenApi.describe(routes, docs).toBuffer();
      pages.put("/openapi.json", new Page("application/json", document));
      addReader();
    }
  }

  /**
   * A page.
   *
   * @param type its media type
   */
  record Page(String type, Buffer content) {}

  /** Swagger UI, which reads the description. */
  private void addReader() {
    Page start = new Page("text/html; charset=utf-8", own("index.html"));
    pages.put("/docs", new Page("text/html; charset=utf-8", based(start.content())));
    pages.put("/docs/", start);
    String webjar = WEBJAR + webjarVersion() + "/";
    pages.put("/docs/start.js", new Page("text/javascript", own("start.js")));
    pages.put("/docs/swagger-ui.css", new Page("text/css", read(webjar + "swagger-ui.css")));
    pages.put(
        "/docs/swagger-ui-bundle.js",
        new Page("text/javascript", read(webjar + "swagger-ui-bundle.js")));
    pages.put("/docs/favicon-32x32.png", new Page("image/png", read(webjar + "favicon-32x32.png")));
  }

  /** Without a slash at the end of the address relative ones would lead elsewhere. */
  private static Buffer based(Buffer html) {
    return Buffer.buffer(html.toString().replace("<head>", "<head><base href=\"/docs/\">"));
  }

  private static Buffer own(String name) {
    return read("warble/gateway/docs/" + name);
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

  /** The page at a path. */
  Optional<Page> at(String path) {
    return Optional.ofNullable(pages.get(path));
  }
}
