package org.aipassport.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A browser without a screen: keeps cookies by host and port, goes where it is sent only when told
 * to. Real browsers share cookies between ports; that the broker does not rely on the difference
 * shows in the names of its cookies.
 */
public final class CookieBrowser {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final Map<String, Map<String, String>> cookies = new LinkedHashMap<>();

  /** An answer, whole. */
  public record Page(
      URI url, int status, String location, String refresh, String retryAfter, String body) {
    /** This page, if it has that status. */
    public Page expect(int expected) {
      if (status != expected) {
        throw new AssertionError(url + ": expected " + expected + ", got " + status + ": " + body);
      }
      return this;
    }

    /** Where it sends the browser. */
    public URI next() {
      return url.resolve(location);
    }
  }

  public Page get(URI url) {
    return get(url, Map.of());
  }

  /** As a browser would ask that says all that about it. */
  public Page get(URI url, Map<String, String> headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(url).GET();
    headers.forEach(request::header);
    return send(url, request);
  }

  /** Follows a link of a page of the same origin. */
  public Page follow(URI url) {
    return get(
        url,
        Map.of(
            "Sec-Fetch-Site", "same-origin",
            "Sec-Fetch-Mode", "navigate",
            "Sec-Fetch-Dest", "document"));
  }

  /** Posts a form of a page of the same origin. */
  public Page post(URI url, Map<String, String> form) {
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return send(
        url,
        HttpRequest.newBuilder(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", url.getScheme() + "://" + url.getAuthority())
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Forgets the cookies of one place. */
  public void forget(URI place) {
    cookies.remove(place.getAuthority());
  }

  private Page send(URI url, HttpRequest.Builder request) {
    Map<String, String> jar =
        cookies.computeIfAbsent(url.getAuthority(), key -> new LinkedHashMap<>());
    if (!jar.isEmpty()) {
      request.header(
          "Cookie",
          jar.entrySet().stream()
              .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
              .collect(Collectors.joining("; ")));
    }
    try {
      HttpResponse<String> response =
          http.send(
              request.timeout(Duration.ofSeconds(30)).build(),
              HttpResponse.BodyHandlers.ofString(UTF_8));
      response.headers().allValues("Set-Cookie").forEach(line -> keep(jar, line));
      return new Page(
          url,
          response.statusCode(),
          response.headers().firstValue("Location").orElse(""),
          response.headers().firstValue("Refresh").orElse(""),
          response.headers().firstValue("Retry-After").orElse(""),
          response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static void keep(Map<String, String> jar, String line) {
    String pair = line.split(";", 2)[0];
    int equals = pair.indexOf('=');
    String name = pair.substring(0, equals).strip();
    if (line.contains("Max-Age=0")) {
      jar.remove(name);
    } else {
      jar.put(name, pair.substring(equals + 1).strip());
    }
  }
}
