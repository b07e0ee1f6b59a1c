package org.aipassport.identity;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import org.aipassport.config.Deadlines;
import org.aipassport.config.OutboundSettings;
import org.aipassport.config.Settings;
import org.aipassport.outbound.Header;
import org.aipassport.outbound.UpstreamClient;
import org.aipassport.outbound.UpstreamExchange;
import org.aipassport.outbound.UpstreamFailure;
import org.aipassport.outbound.UpstreamRequest;
import org.aipassport.outbound.UpstreamTarget;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * Asks identity providers: with short deadlines, a bounded answer, no redirect followed, every
 * address checked.
 */
@ApplicationScoped
class IssuerHttp {
  private static final Logger LOG = System.getLogger(IssuerHttp.class.getName());
  private static final int MOST_BYTES = 512 * 1024;
  private static final Deadlines DEADLINES =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10));

  /** An answer, whole. */
  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  record Answer(int status, byte[] body) {}

  private UpstreamClient client;
  private OutboundSettings outbound;

  @SuppressWarnings("NullAway.Init")
  protected IssuerHttp() {} // for the CDI proxy

  @Inject
  IssuerHttp(UpstreamClient client, Settings settings) {
    this.client = client;
    this.outbound = settings.outbound();
  }

  /**
   * Fetches a JSON document.
   *
   * @throws RefusalException UNAVAILABLE if there is no answer or one of another status than 200
   */
  byte[] document(URI url, boolean allowPrivate) {
    Answer answer = send(url, allowPrivate, "GET", List.of(), new byte[0]);
    if (answer.status() != 200) {
      throw unavailable(url, "it answered " + answer.status());
    }
    return answer.body();
  }

  /**
   * Posts a form.
   *
   * @throws RefusalException UNAVAILABLE if there is no answer
   */
  Answer post(URI url, boolean allowPrivate, List<Header> headers, byte[] form) {
    return send(url, allowPrivate, "POST", headers, form);
  }

  private Answer send(
      URI url, boolean allowPrivate, String method, List<Header> headers, byte[] body) {
    UpstreamRequest request = request(url, allowPrivate, method, headers, body);
    try (UpstreamExchange exchange = client.send(request, abort -> {});
        InputStream in = exchange.body()) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw unavailable(url, "its answer is too large");
      }
      return new Answer(exchange.status(), bytes);
    } catch (UpstreamFailure e) {
      throw unavailable(url, e.kind().name());
    } catch (IOException e) {
      throw unavailable(url, "its answer broke off");
    }
  }

  private UpstreamRequest request(
      URI url, boolean allowPrivate, String method, List<Header> headers, byte[] body) {
    try {
      URI origin = new URI(url.getScheme() + "://" + url.getRawAuthority());
      String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
      String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
      return new UpstreamRequest(
          new UpstreamTarget(origin, allowPrivate, DEADLINES, outbound.to(origin)),
          method,
          path + query,
          headers,
          body);
    } catch (IllegalArgumentException | URISyntaxException e) {
      throw unavailable(url, "its address cannot be used");
    }
  }

  private static RefusalException unavailable(URI url, String why) {
    return unavailable("at " + url.getHost() + ": " + why);
  }

  /** What is logged holds nothing that the provider said; what is shown, nothing at all. */
  static RefusalException unavailable(String why) {
    warn(why);
    return new RefusalException(
        Refusal.UNAVAILABLE, "The identity provider cannot be used now; try again soon.");
  }

  static void warn(String what) {
    LOG.log(Level.WARNING, "identity provider: {0}", what);
  }
}
