package org.aipassport.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Forms for tests; the boundary is {@code b} unless a file says another. */
final class GivenForm {
  static final String TYPE = "multipart/form-data; boundary=b";
  static final String NAME = "Content-Disposition: form-data; name=\"a\"";

  private GivenForm() {}

  /** What {@code text} holds, where each line feed stands for a line end of the wire. */
  static MultipartForm parse(String text) {
    return raw(TYPE, text.replace("\n", "\r\n"));
  }

  /** A form of one part with these header lines. */
  static MultipartForm headed(String... lines) {
    return parse("--b\n" + String.join("\n", lines) + "\n\nx\n--b--\n");
  }

  /** What stands there, byte for byte. */
  static MultipartForm raw(String contentType, String text) {
    return MultipartForm.parse(contentType, text.getBytes(UTF_8));
  }

  /** The form of the file: its type, a blank line, its body. */
  static MultipartForm file(String name) {
    try (InputStream in = GivenForm.class.getResourceAsStream("/forms/" + name + ".txt")) {
      String[] halves = new String(in.readAllBytes(), UTF_8).split("\n\n", 2);
      return raw(halves[0], halves[1].replace("\n", "\r\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name, file name, type and content of each part, as far as they are there. */
  static List<String> shown(MultipartForm form) {
    return form.parts().stream()
        .map(
            part ->
                part.name()
                    + part.filename().map(name -> " (" + name + ")").orElse("")
                    + part.contentType().map(type -> " [" + type + "]").orElse("")
                    + " = "
                    + content(part))
        .toList();
  }

  static String content(FormPart part) {
    return ISO_8859_1.decode(part.content()).toString();
  }
}
