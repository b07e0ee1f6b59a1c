package org.aipassport.support;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a multipart form (RFC 7578); none where the body is something else. */
record FakeMultipart(List<Part> parts) {
  private static final Pattern BOUNDARY = Pattern.compile("boundary=\"?([^\";]+)");
  private static final Pattern NAME = Pattern.compile("[; ]name=\"([^\"]*)\"");
  private static final Pattern FILE = Pattern.compile("filename=\"([^\"]*)\"");
  private static final Pattern TYPE =
      Pattern.compile("^content-type:\\s*(.*?)\\s*$", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  /**
   * One part.
   *
   * @param file empty for a plain field
   * @param content byte for byte, as ISO-8859-1
   */
  record Part(String name, String file, String type, String content) {}

  static FakeMultipart of(Arrival arrival) {
    String type = arrival.header("content-type").orElse("");
    Matcher boundary = BOUNDARY.matcher(type);
    if (!type.startsWith("multipart/form-data") || !boundary.find()) {
      return new FakeMultipart(List.of());
    }
    String body = "\r\n" + new String(arrival.body(), StandardCharsets.ISO_8859_1);
    String delimiter = "\r\n--" + boundary.group(1);
    List<Part> parts = new ArrayList<>();
    int start = body.indexOf(delimiter);
    int end = body.indexOf(delimiter, start + 1);
    while (start >= 0 && end > start) {
      parts.add(part(body.substring(start + delimiter.length() + 2, end)));
      start = end;
      end = body.indexOf(delimiter, start + 1);
    }
    return new FakeMultipart(parts);
  }

  private static Part part(String text) {
    int head = text.indexOf("\r\n\r\n");
    String headers = text.substring(0, Math.max(head, 0));
    return new Part(
        first(NAME, headers), first(FILE, headers), first(TYPE, headers), text.substring(head + 4));
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  Optional<String> field(String name) {
    return parts.stream()
        .filter(part -> part.name().equals(name) && part.file().isEmpty())
        .map(
            part ->
                new String(
                    part.content().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
        .findFirst();
  }

  List<Part> files() {
    return parts.stream().filter(part -> !part.file().isEmpty()).toList();
  }
}
