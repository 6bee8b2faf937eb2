package warble.user;

/** What somebody claims an account with. */
record Credentials(Email email, Password password) {

  /** Throws {@code InvalidArgument} that names every field that cannot belong to any account. */
  static Credentials of(String email, String password) {
    new Violations()
        .require(Email.isValid(email), "email", Email.EXPECTED)
        .require(!password.isEmpty(), "password", "is missing")
        .require(Password.isBounded(password), "password", "is too long")
        .refuse();
    return new Credentials(new Email(email), new Password(password));
  }
}
