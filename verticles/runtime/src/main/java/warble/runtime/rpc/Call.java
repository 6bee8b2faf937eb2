package warble.runtime.rpc;

/**
 * One call on its way to the service that serves it.
 *
 * @param service full name of the service
 * @param method short name of the method
 * @param request what is asked
 * @param context what travels with it
 * @param repeatable whether it does no harm to make it twice
 */
record Call(
    String service, String method, Payload request, RpcContext context, boolean repeatable) {

  /** A call that is made once. */
  Call(String service, String method, Payload request, RpcContext context) {
    this(service, method, request, context, false);
  }

  String fullMethodName() {
    return service + "/" + method;
  }

  /** Whether nobody waits for the answer any longer. */
  boolean isOver() {
    return context.cancellation().isCancelled() || context.deadline().passed();
  }

  /** The same call under a cancellation of its own, with metadata of its own to travel back. */
  Call with(Cancellation cancellation, ResponseMetadata answered) {
    return new Call(
        service,
        method,
        request,
        new RpcContext(
            context.caller(), context.deadline(), cancellation, context.metadata(), answered),
        repeatable);
  }
}
