package warble.post;

/** A post by its identifiers only. */
record PostRef(long id, long author) {}
