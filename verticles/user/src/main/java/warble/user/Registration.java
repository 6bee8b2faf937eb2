package warble.user;

/** What an account is made from. */
record Registration(Username username, Email email, Password password) {

  /** Throws {@code InvalidArgument} that names every bad field. */
  static Registration of(String username, String email, String password) {
    Password chosen = new Password(password);
    new Violations()
        .require(Username.isValid(username), "username", Username.EXPECTED)
        .require(Email.isValid(email), "email", Email.EXPECTED)
        .require(chosen.isChoosable(), "password", Password.EXPECTED)
        .require(!CommonPasswords.contain(chosen), "password", CommonPasswords.REFUSED)
        .refuse();
    return new Registration(new Username(username), new Email(email), chosen);
  }
}
