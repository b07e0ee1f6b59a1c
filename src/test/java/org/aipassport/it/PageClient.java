package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A browser without a screen: keeps cookies, and sends forms with the fields that pages put in. */
final class PageClient {
  private static final Pattern FORM =
      Pattern.compile("<form id=\"([^\"]+)\".*?</form>", Pattern.DOTALL);
  private static final Pattern INPUT = Pattern.compile("<(?:input|select|textarea)\\b[^>]*>");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .cookieHandler(cookies)
          .build();

  /** The page at that path, as it is answered: redirects are not followed. */
  Answer get(String path, String... headers) {
    HttpRequest.Builder request = builder(path).GET();
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  /** The page that redirects lead to. */
  Answer open(String path) {
    Answer answer = get(path);
    for (int hops = 0; answer.status() == 303 && hops < 5; hops++) {
      answer =
          get(answer.header("location").orElseThrow().substring(Http.BROKER.toString().length()));
    }
    return answer;
  }

  /**
   * Sends a form of a page.
   *
   * @param button the id of the button that is pressed
   * @param namesAndValues what is typed, in turn
   */
  Answer submit(String path, String form, String button, String... namesAndValues) {
    Map<String, String> fields = fields(open(path), form);
    fields.put(button, "x");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return post(path, fields, "Origin", Http.BROKER.toString());
  }

  /** Sends fields as a form. */
  Answer post(String path, Map<String, String> fields, String... headers) {
    String body =
        fields.entrySet().stream()
            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        builder(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return send(request.build());
  }

  /** The fields of a form as the page has them: hidden ones, and what stands in the others. */
  static Map<String, String> fields(Answer page, String form) {
    Matcher forms = FORM.matcher(page.text());
    while (forms.find()) {
      if (forms.group(1).equals(form)) {
        return fields(forms.group());
      }
    }
    throw new AssertionError("no form " + form + " on the page: " + page);
  }

  private static Map<String, String> fields(String form) {
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher inputs = INPUT.matcher(form);
    while (inputs.find()) {
      String input = inputs.group();
      String type = attribute(input, "type").orElse("text");
      boolean counts =
          switch (type) {
            case "submit", "checkbox", "radio" -> input.contains("checked");
            default -> true;
          };
      if (counts && attribute(input, "name").isPresent()) {
        String value =
            input.startsWith("<select")
                ? chosen(form.substring(inputs.end()))
                : attribute(input, "value").orElse("");
        fields.put(attribute(input, "name").get(), value);
      }
    }
    return fields;
  }

  /** What a list has chosen: the option that says so, else the first. */
  private static String chosen(String behind) {
    String options = behind.substring(0, behind.indexOf("</select>"));
    Matcher option = Pattern.compile("<option\\b[^>]*>").matcher(options);
    String first = "";
    while (option.find()) {
      String value = attribute(option.group(), "value").orElse("");
      if (option.group().contains("selected")) {
        return value;
      }
      first = first.isEmpty() ? value : first;
    }
    return first;
  }

  private static Optional<String> attribute(String tag, String name) {
    Matcher found = Pattern.compile("\\s" + name + "=\"([^\"]*)\"").matcher(tag);
    return found.find()
        ? Optional.of(
            found.group(1).replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&"))
        : Optional.empty();
  }

  /** The value of the broker's cookie of that kind, as it is kept. */
  Optional<String> cookie(String name) {
    return cookies.getCookieStore().getCookies().stream()
        .filter(cookie -> cookie.getName().equals(name + "-" + TestServer.BROKER_PORT))
        .map(HttpCookie::getValue)
        .findFirst();
  }

  /** What a request has to carry to come from this browser. */
  String[] sessionHeader() {
    String name = "aipassport-" + TestServer.BROKER_PORT;
    return new String[] {"Cookie", name + "=" + cookie("aipassport").orElseThrow()};
  }

  /** Signs in with a password. */
  PageClient signIn(String username, String password) {
    Answer answer =
        submit(
            "/ui/sign-in", "sign-in-form", "sign-in", "username", username, "password", password);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(303);
    assertThat(cookie("aipassport")).isPresent();
    return this;
  }

  private Answer send(HttpRequest request) {
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.headers().map(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static HttpRequest.Builder builder(String path) {
    return HttpRequest.newBuilder(URI.create(Http.BROKER + path)).timeout(PATIENCE);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
