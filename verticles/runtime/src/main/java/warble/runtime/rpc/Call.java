package warble.runtime.rpc;

/**
 * One call on its way to the service that serves it.
 *
 * @param service full name of the service
 * @param method short name of the method
 * @param request what is asked
 * @param context what travels with it
 */
record Call(String service, String method, Payload request, RpcContext context) {

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
            context.caller(), context.deadline(), cancellation, context.metadata(), answered));
  }
}
