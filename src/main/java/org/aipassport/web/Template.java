package org.aipassport.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Text to copy, with places for the broker's address and the like. What is put in holds no quotes,
 * blanks or line ends: that is so for addresses, usernames, names of models and tokens.
 */
record Template(String text) {

  /** The file {@code snippets/<name>.txt}, without its last line feed. */
  static Template of(String name) {
    try (InputStream in = Template.class.getResourceAsStream("snippets/" + name + ".txt")) {
      if (in == null) {
        throw new IllegalArgumentException("no snippet " + name);
      }
      return new Template(new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same with a value in the places of {@code ${name}}. */
  Template with(String name, String value) {
    return new Template(text.replace("${" + name + "}", value));
  }
}
