package org.aipassport.providers;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.ModelName;

/** A path, or one with {@code {model}} in it. */
record PathTemplate(String before, boolean hasModel, String after) {
  private static final String MODEL = "{model}";

  static PathTemplate of(String text) {
    int at = text.indexOf(MODEL);
    return at < 0
        ? new PathTemplate(text, false, "")
        : new PathTemplate(text.substring(0, at), true, text.substring(at + MODEL.length()));
  }

  boolean matches(String path) {
    return hasModel
        ? path.length() > before.length() + after.length()
            && path.startsWith(before)
            && path.endsWith(after)
        : path.equals(before);
  }

  /** What stands in a matching path for the model, decoded. */
  Optional<String> modelIn(String path) {
    return hasModel
        ? Optional.of(decoded(path.substring(before.length(), path.length() - after.length())))
        : Optional.empty();
  }

  private static String decoded(String encoded) {
    try {
      return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The path is not encoded well.", e);
    }
  }

  /** The path for a model, encoded. */
  String with(ModelName model) {
    return hasModel
        ? before + URLEncoder.encode(model.value(), StandardCharsets.UTF_8) + after
        : before;
  }
}
