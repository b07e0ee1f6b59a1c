package org.aipassport.oauth;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.FormBody;

/**
 * The parameters of a request, each there at most once (RFC 6749 sections 3.1 and 3.2); what has no
 * value counts as not sent, what is not asked for is ignored.
 */
public final class OAuthForm {
  private static final int MOST_BYTES = 64 * 1024;

  private static final Pattern NAME = Pattern.compile("[a-z_]{1,40}");

  /** The one parameter that may be there more often (RFC 8707 section 2). */
  private static final Set<String> MAY_REPEAT = Set.of("resource");

  private final Map<String, List<String>> parameters;

  private OAuthForm(Map<String, List<String>> parameters) {
    this.parameters = parameters;
  }

  /**
   * Those of the body. A query is refused: what stands in URLs is kept by logs, and two places for
   * one parameter have two readings.
   *
   * @throws OAuthProblem invalid_request for what is there twice or stands in the query
   * @throws RefusalException UNSUPPORTED_MEDIA_TYPE, TOO_LARGE or MALFORMED
   */
  public static OAuthForm of(HttpServletRequest request, InputStream body) {
    if (request.getQueryString() != null) {
      throw OAuthProblem.invalidRequest("Parameters belong into the body, not into the URL.");
    }
    FormBody.refuseOtherType(request.getContentType());
    return strict(FormBody.parse(read(body)));
  }

  /**
   * Those of the query.
   *
   * @throws OAuthProblem invalid_request for what is there twice
   * @throws RefusalException MALFORMED
   */
  public static OAuthForm ofQuery(HttpServletRequest request) {
    String query = request.getQueryString();
    byte[] bytes = query == null ? new byte[0] : query.getBytes(StandardCharsets.UTF_8);
    return strict(FormBody.parse(bytes));
  }

  /** The value of that parameter, if it was sent. */
  public Optional<String> value(String name) {
    return values(name).stream().findFirst();
  }

  /**
   * The value of that parameter.
   *
   * @throws OAuthProblem invalid_request if it was not sent
   */
  public String required(String name) {
    return value(name).orElseThrow(() -> OAuthProblem.invalidRequest(name + ": is missing"));
  }

  /** All values of that parameter; more than one only of {@code resource}. */
  public List<String> values(String name) {
    return parameters.getOrDefault(name, List.of()).stream()
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /**
   * Those of anywhere else.
   *
   * @throws OAuthProblem invalid_request for what is there twice
   */
  static OAuthForm strict(Map<String, List<String>> parameters) {
    parameters.forEach(
        (name, values) -> {
          if (values.size() > 1 && !MAY_REPEAT.contains(name)) {
            throw OAuthProblem.invalidRequest(named(name) + ": is there more than once");
          }
          if (values.stream().anyMatch(OAuthForm::holdsControls)) {
            throw OAuthProblem.invalidRequest(named(name) + ": holds control characters");
          }
        });
    return new OAuthForm(parameters);
  }

  /** Whoever made the link does not write our pages. */
  private static String named(String name) {
    return NAME.matcher(name).matches() ? name : "a parameter";
  }

  /** Line ends and tabs are blanks of JSON, which some parameters hold. */
  private static boolean holdsControls(String value) {
    return value.chars().anyMatch(c -> Character.isISOControl(c) && "\t\r\n".indexOf(c) < 0);
  }

  private static byte[] read(InputStream body) {
    byte[] bytes;
    try {
      bytes = body.readNBytes(MOST_BYTES + 1);
    } catch (IOException e) {
      throw RefusalException.because(Refusal.MALFORMED, "The body broke off.", e);
    }
    if (bytes.length > MOST_BYTES) {
      throw new RefusalException(
          Refusal.TOO_LARGE, "The body is larger than " + MOST_BYTES + " bytes.");
    }
    return bytes;
  }
}
