package org.aipassport.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.aipassport.json.Json;
import org.aipassport.json.JsonNumber;
import org.aipassport.json.JsonObject;
import org.aipassport.json.JsonString;
import org.aipassport.json.JsonValue;

/** JSON over HTTP to a broker; a failure of the connection is an {@link UncheckedIOException}. */
public final class BrokerClient {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;

  /** Talks to the broker at this address, without a slash at its end. */
  public BrokerClient(String base) {
    this.base = base;
  }

  /** An answer, whole. */
  public record Reply(int status, HttpHeaders headers, String body) {
    /** This answer, if it has that status. */
    public Reply expect(int expected) {
      if (status != expected) {
        throw new AssertionError("expected " + expected + " but got " + status + ": " + body);
      }
      return this;
    }

    /** A string somewhere in the body; each name leads one object deeper. */
    public String text(String... names) {
      if (value(names) instanceof JsonString found) {
        return found.value();
      }
      throw new AssertionError("no string " + String.join(".", names) + " in " + body);
    }

    /** A whole number somewhere in the body. */
    public long number(String... names) {
      if (value(names) instanceof JsonNumber found) {
        return found.exactLong().orElseThrow();
      }
      throw new AssertionError("no number " + String.join(".", names) + " in " + body);
    }

    private JsonValue value(String... names) {
      JsonValue value = Json.parse(body.getBytes(UTF_8));
      for (String name : names) {
        value = value instanceof JsonObject object ? object.get(name) : null;
      }
      return value;
    }
  }

  /** Server-sent events as they come; closing it ends the call. */
  public static final class Events implements AutoCloseable {
    private final int status;
    private final BufferedReader lines;

    private Events(HttpResponse<InputStream> response) {
      this.status = response.statusCode();
      this.lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
    }

    public int status() {
      return status;
    }

    /** The next line that is not empty, comments too; nothing at the end of the stream. */
    public Optional<String> line() {
      try {
        String line = lines.readLine();
        while (line != null && line.isEmpty()) {
          line = lines.readLine();
        }
        return Optional.ofNullable(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The data of the next event; empty at the end of the stream. */
    public Optional<String> next() {
      try {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("data:")) {
            return Optional.of(line.substring("data:".length()).strip());
          }
        }
        return Optional.empty();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The data of the events that are still to come, read one by one to the stream's end. */
    public List<String> rest() {
      List<String> rest = new ArrayList<>();
      for (Optional<String> event = next(); event.isPresent(); event = next()) {
        rest.add(event.get());
      }
      return rest;
    }

    @Override
    public void close() {
      try {
        lines.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public Reply get(String path, String token) {
    return reply(request(path, token).GET());
  }

  /** Sends JSON; an empty token means none. */
  public Reply post(String path, String token, String json) {
    return reply(posting(path, token, json));
  }

  /** Sends JSON and reads the events of the answer. */
  public Events stream(String path, String token, String json) {
    return new Events(send(posting(path, token, json), HttpResponse.BodyHandlers.ofInputStream()));
  }

  private HttpRequest.Builder posting(String path, String token, String json) {
    return request(path, token)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(json));
  }

  private HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base + path)).timeout(LONGEST);
    return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
  }

  private Reply reply(HttpRequest.Builder request) {
    HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
    return new Reply(response.statusCode(), response.headers(), response.body());
  }

  private <T> HttpResponse<T> send(
      HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request.build(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
