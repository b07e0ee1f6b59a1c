package org.aipassport.proxy;

import jakarta.servlet.http.HttpServletRequest;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;
import org.aipassport.problems.RefusalException;
import org.aipassport.providers.CallerRequest;
import org.aipassport.wire.FormPart;
import org.aipassport.wire.MultipartForm;

/** Reads multipart forms as the provider tables see requests. */
final class CallerForms {
  private static final int LONGEST_CHECKED = 64 * 1024;

  private CallerForms() {}

  static boolean isForm(HttpServletRequest request) {
    String type = request.getContentType();
    return type != null && type.toLowerCase(Locale.ROOT).startsWith("multipart/");
  }

  /**
   * The request that a form makes: the texts of its parts are the members of the body. Of a name
   * that is there more than once the first text counts; whether that is allowed the tables say.
   *
   * @throws RefusalException INVALID_FIELD if a text is not UTF-8
   */
  static CallerRequest read(String path, Map<String, String> query, MultipartForm form) {
    Map<String, JsonValue> texts = new LinkedHashMap<>();
    Set<String> files = new HashSet<>();
    List<String> names = form.parts().stream().map(FormPart::name).toList();
    for (FormPart part : form.parts()) {
      if (part.filename().isPresent()) {
        files.add(part.name());
      } else if (part.content().remaining() <= LONGEST_CHECKED) {
        texts.putIfAbsent(part.name(), new JsonString(part.text()));
      }
    }
    JsonObject.Builder body = JsonObject.builder();
    texts.forEach(body::put);
    return new CallerRequest(path, query, names, files, body.build());
  }
}
