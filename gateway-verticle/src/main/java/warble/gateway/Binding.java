package warble.gateway;

import com.google.protobuf.Descriptors.MethodDescriptor;

/**
 * An HTTP rule of a method.
 *
 * @param method the method
 * @param verb HTTP method, {@code *} for any
 * @param template the paths
 * @param body the field that the body is, {@code *} for all that the path does not give, empty for
 *     none
 * @param responseBody the field that the response is, empty for the whole message
 */
record Binding(
    MethodDescriptor method, String verb, PathTemplate template, String body, String responseBody) {

  /** The method's name as configuration and errors spell it: {@code package.Service/Method}. */
  String name() {
    return method.getService().getFullName() + "/" + method.getName();
  }
}
