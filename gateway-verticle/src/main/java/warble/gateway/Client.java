package warble.gateway;

/**
 * Who sent a request.
 *
 * @param address IP address of the client
 * @param secure whether it used TLS, up to us or up to a trusted proxy
 */
record Client(String address, boolean secure) {}
