package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.rpc.Status;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import warble.gateway.PathTemplate.Segment;
import warble.gateway.PathTemplate.Variable;

/**
 * The OpenAPI 3.1 document of the routes, with the comments of the proto files.
 *
 * <p>Where OpenAPI knows less than {@code google.api.http}: a wildcard inside of a variable is a
 * path parameter of its own, {@code **} is one that may hold slashes, and paths of one shape share
 * the names of their parameters.
 */
final class OpenApi {

  private static final String JSON = "application/json";
  private static final String TOKEN = "accessToken";
  private static final String WHOLE = "*";

  /** Of the methods that OpenAPI 3.1 can describe; others are left out. */
  private static final Set<String> VERBS =
      Set.of("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE");

  private final ProtoComments comments = new ProtoComments();
  private final OpenApiSchemas schemas = new OpenApiSchemas(comments);
  private final Map<String, List<Wildcard>> names = new HashMap<>();
  private final Map<String, Integer> operations = new HashMap<>();

  private OpenApi() {}

  /**
   * Describes routes.
   *
   * @param routes in any order; the order of the document is theirs
   */
  static JsonObject describe(List<Route> routes, GatewayConfig.Docs docs) {
    return new OpenApi().document(routes, docs);
  }

  private JsonObject document(List<Route> routes, GatewayConfig.Docs docs) {
    JsonObject items = new JsonObject();
    for (Route route : routes) {
      if (VERBS.contains(route.verb())) {
        item(items, path(route.template())).put(lower(route.verb()), operation(route));
      }
    }
    JsonObject failure = failure();
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", docs.title()).put("version", docs.version()))
        .put("servers", JsonArray.of(new JsonObject().put("url", "/")))
        .put("tags", tags(routes))
        .put("paths", items)
        .put(
            "components",
            new JsonObject()
                .put("schemas", schemas.components())
                .put("responses", new JsonObject().put("Failure", failure))
                .put("securitySchemes", new JsonObject().put(TOKEN, bearer())));
  }

  private static JsonObject item(JsonObject items, String path) {
    if (!items.containsKey(path)) {
      items.put(path, new JsonObject());
    }
    return items.getJsonObject(path);
  }

  private static String lower(String verb) {
    return verb.toLowerCase(Locale.ROOT);
  }

  private static JsonObject bearer() {
    return new JsonObject().put("type", "http").put("scheme", "bearer").put("bearerFormat", "JWT");
  }

  private JsonObject failure() {
    return new JsonObject()
        .put("description", "Why not, as google.rpc.Status.")
        .put("content", content(schemas.message(Status.getDescriptor())));
  }

  private static JsonObject content(JsonObject schema) {
    return new JsonObject().put(JSON, new JsonObject().put("schema", schema));
  }

  private JsonArray tags(Collection<Route> routes) {
    Map<String, ServiceDescriptor> services =
        routes.stream()
            .map(route -> route.binding().method().getService())
            .collect(
                Collectors.toMap(
                    ServiceDescriptor::getFullName, it -> it, (a, _) -> a, LinkedHashMap::new));
    return new JsonArray(services.values().stream().map(this::tag).toList());
  }

  private JsonObject tag(ServiceDescriptor service) {
    String comment = comments.of(service);
    return new JsonObject()
        .put("name", service.getFullName())
        .put("description", comment.isEmpty() ? service.getName() : comment);
  }

  // --- one operation ----------------------------------------------------------------------------

  private JsonObject operation(Route route) {
    Binding binding = route.binding();
    JsonObject operation = new JsonObject();
    operation.put("tags", JsonArray.of(route.service()));
    describe(operation, binding);
    operation.put("operationId", operationId(binding));
    if (binding.method().getOptions().getDeprecated()) {
      operation.put("deprecated", true);
    }
    operation.put("security", security(route));
    JsonArray parameters = parameters(binding);
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    requestContent(route)
        .ifPresent(content ->
            operation.put(
                "requestBody", new JsonObject().put("required", true).put("content", content)));
    return operation.put("responses", responses(route));
  }

  private void describe(JsonObject operation, Binding binding) {
    String comment = comments.of(binding.method());
    int end = comment.indexOf(". ");
    String summary = end < 0 ? comment : comment.substring(0, end);
    operation.put(
        "summary",
        summary.isEmpty() ? binding.method().getName() : summary.replaceFirst("\\.$", ""));
    if (end >= 0) {
      operation.put("description", comment.substring(end + 2));
    }
  }

  private String operationId(Binding binding) {
    String name = binding.method().getService().getName() + "_" + binding.method().getName();
    int times = operations.merge(name, 1, Integer::sum);
    return times == 1 ? name : name + "_" + times;
  }

  private static JsonArray security(Route route) {
    boolean needed = route.options().auth() == GatewayConfig.Access.REQUIRED;
    return needed ? JsonArray.of(new JsonObject().put(TOKEN, new JsonArray())) : new JsonArray();
  }

  private JsonObject responses(Route route) {
    JsonObject failure = new JsonObject().put("$ref", "#/components/responses/Failure");
    return new JsonObject()
        .put("200", new JsonObject().put("description", "Done.").put("content", answer(route)))
        .put("4XX", failure)
        .put("5XX", failure);
  }

  private JsonObject answer(Route route) {
    if (route.transcoder().answersRaw()) {
      return anything();
    }
    JsonObject schema = response(route.binding());
    return route.isStreaming() ? stream(schema) : content(schema);
  }

  /** Of lines and of events OpenAPI 3.1 can describe one only. */
  private static JsonObject stream(JsonObject schema) {
    JsonObject all = new JsonObject().put("type", "array").put("items", schema);
    return content(all)
        .put(StreamFormat.LINES.type(), new JsonObject().put("schema", schema))
        .put(StreamFormat.EVENTS.type(), new JsonObject().put("schema", schema));
  }

  private static JsonObject anything() {
    return new JsonObject().put("*/*", new JsonObject().put("schema", new JsonObject()));
  }

  private JsonObject response(Binding binding) {
    Descriptor output = binding.method().getOutputType();
    return binding.responseBody().isEmpty()
        ? schemas.message(output)
        : schemas.described(output.findFieldByName(binding.responseBody()));
  }

  private Optional<JsonObject> requestContent(Route route) {
    return route.transcoder().takesRaw()
        ? Optional.of(anything())
        : requestBody(route.binding()).map(OpenApi::content);
  }

  private Optional<JsonObject> requestBody(Binding binding) {
    Descriptor input = binding.method().getInputType();
    if (binding.body().isEmpty()) {
      return Optional.empty();
    }
    if (!binding.body().equals(WHOLE)) {
      return Optional.of(schemas.described(input.findFieldByName(binding.body())));
    }
    Set<String> taken = pathFields(binding);
    return Optional.of(
        taken.isEmpty()
            ? schemas.message(input)
            : schemas.object(input, field -> !taken.contains(field.getName())));
  }

  private static Set<String> pathFields(Binding binding) {
    return binding.template().variables().stream().map(Variable::field).collect(Collectors.toSet());
  }

  // --- parameters -------------------------------------------------------------------------------

  private JsonArray parameters(Binding binding) {
    List<JsonObject> parameters = new ArrayList<>(pathParameters(binding));
    if (!binding.body().equals(WHOLE)) {
      Query query = new Query(pathFields(binding), binding.body(), parameters);
      query.collect(binding.method().getInputType(), "", "", new HashSet<>());
    }
    return new JsonArray(parameters);
  }

  private List<JsonObject> pathParameters(Binding binding) {
    List<Wildcard> named = named(binding.template());
    List<Wildcard> own = wildcards(binding.template());
    return IntStream.range(0, own.size())
        .mapToObj(i -> pathParameter(binding, own.get(i), named.get(i).name()))
        .toList();
  }

  private JsonObject pathParameter(Binding binding, Wildcard wildcard, String name) {
    JsonObject parameter =
        new JsonObject()
            .put("name", name)
            .put("in", "path")
            .put("required", true)
            .put("schema", new JsonObject().put("type", "string"));
    FieldPath.of(binding.method().getInputType(), wildcard.field())
        .map(FieldPath::leaf)
        .ifPresent(field -> describe(parameter, field, wildcard.isWhole()));
    return parameter;
  }

  private void describe(JsonObject parameter, FieldDescriptor field, boolean whole) {
    if (whole) {
      parameter.put("schema", schemas.single(field));
    }
    String comment = comments.of(field);
    if (!comment.isEmpty()) {
      parameter.put("description", comment);
    }
  }

  /** The fields that neither path nor body gives. */
  private final class Query {

    private final Set<String> taken;
    private final String body;
    private final List<JsonObject> parameters;

    Query(Set<String> taken, String body, List<JsonObject> parameters) {
      this.taken = taken;
      this.body = body;
      this.parameters = parameters;
    }

    void collect(Descriptor type, String protoPrefix, String jsonPrefix, Set<String> above) {
      if (!above.add(type.getFullName())) {
        return;
      }
      for (FieldDescriptor field : type.getFields()) {
        String name = protoPrefix + field.getName();
        if (!taken.contains(name) && !name.equals(body)) {
          collect(field, name, jsonPrefix + field.getJsonName(), above);
        }
      }
      above.remove(type.getFullName());
    }

    private void collect(
        FieldDescriptor field, String protoName, String jsonName, Set<String> above) {
      if (FieldPath.isText(field)) {
        parameters.add(
            new JsonObject()
                .put("name", jsonName)
                .put("in", "query")
                .put("required", OpenApiSchemas.isRequired(field) && above.size() == 1)
                .put("schema", schemas.described(field)));
      } else if (!field.isRepeated()
          && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
          && !field.getMessageType().getFullName().startsWith("google.protobuf.")) {
        collect(field.getMessageType(), protoName + ".", jsonName + ".", above);
      }
    }
  }

  // --- paths ------------------------------------------------------------------------------------

  /** Of all paths of one shape the first gives the parameters their names. */
  private List<Wildcard> named(PathTemplate template) {
    return names.computeIfAbsent(template.shape(), _ -> wildcards(template));
  }

  private String path(PathTemplate template) {
    Iterator<Wildcard> wildcards = named(template).iterator();
    String path =
        template.segments().stream()
            .map(segment ->
                segment instanceof Segment.Literal(String text)
                    ? text
                    : "{" + wildcards.next().name() + "}")
            .collect(Collectors.joining("/", "/", ""));
    return template.verb().isEmpty() ? path : path + ":" + template.verb();
  }

  /**
   * A segment of a template that is not fixed.
   *
   * @param field the field that it is a part of, empty for none
   * @param isWhole whether it is all of the variable
   */
  private record Wildcard(String name, String field, boolean isWhole) {}

  private static List<Wildcard> wildcards(PathTemplate template) {
    List<Segment> segments = template.segments();
    return IntStream.range(0, segments.size())
        .filter(i -> !(segments.get(i) instanceof Segment.Literal))
        .mapToObj(i -> wildcard(template, i))
        .toList();
  }

  private static Wildcard wildcard(PathTemplate template, int index) {
    return template.variables().stream()
        .filter(variable -> variable.from() <= index && index < variable.to())
        .findFirst()
        .map(variable -> wildcard(variable, index))
        .orElseGet(() -> new Wildcard("segment" + index, "", true));
  }

  private static Wildcard wildcard(Variable variable, int index) {
    boolean whole = variable.to() - variable.from() == 1;
    String name = camel(variable.field()) + (whole ? "" : "_" + (index - variable.from()));
    return new Wildcard(name, variable.field(), whole);
  }

  /** The JSON name that protobuf gives to a field, or to each on a path. */
  private static String camel(String field) {
    return Pattern.compile("_(.)")
        .matcher(field)
        .replaceAll(letter -> letter.group(1).toUpperCase(Locale.ROOT));
  }
}
