CREATE SEQUENCE id_seq;

-- 53 bits: milliseconds since 2025-01-01, then the low 12 bits of a sequence.
CREATE FUNCTION next_id() RETURNS bigint
    LANGUAGE sql VOLATILE
    RETURN (((extract(epoch FROM clock_timestamp()) * 1000)::bigint - 1735689600000) << 12)
        | (nextval('id_seq') & 4095);

CREATE TABLE users (
    id            bigint PRIMARY KEY DEFAULT next_id(),
    username      text NOT NULL,
    email         text NOT NULL,
    password_hash text NOT NULL,
    display_name  text NOT NULL DEFAULT '',
    bio           text NOT NULL DEFAULT ''
);

CREATE UNIQUE INDEX users_username_key ON users (lower(username));
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

CREATE TABLE signing_keys (
    kid         text PRIMARY KEY,
    private_key bytea NOT NULL, -- PKCS #8
    public_key  bytea NOT NULL, -- SubjectPublicKeyInfo
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
