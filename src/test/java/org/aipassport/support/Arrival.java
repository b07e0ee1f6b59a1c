package org.aipassport.support;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One request as it arrived.
 *
 * @param target path and query as sent
 * @param headers in the order and case of their arrival
 * @param head all bytes before the body, as ISO-8859-1
 * @param connection which connection brought it, counted from 1
 */
public record Arrival(
    String method,
    String target,
    List<Field> headers,
    String head,
    byte[] body,
    Instant at,
    int connection) {

  /** A header field. */
  public record Field(String name, String value) {}

  /** The path without the query. */
  public String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  /** The first header of that name, case ignored. */
  public Optional<String> header(String name) {
    return headers.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .findFirst();
  }

  /** The body as text. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
