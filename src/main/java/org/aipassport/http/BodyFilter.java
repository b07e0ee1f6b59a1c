package org.aipassport.http;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.regex.Pattern;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.BodyHandler;
import org.aipassport.wire.BodyReader;
import org.aipassport.wire.HeldBody;
import org.aipassport.wire.Refusals;
import org.aipassport.wire.RequestId;

/**
 * Waits for the bodies of the broker's own surface, which anybody may send, without holding a
 * thread; what is behind this filter gets them whole. Paths of the proxy read their own.
 */
public class BodyFilter implements Filter {
  private static final Logger LOG = System.getLogger(BodyFilter.class.getName());
  private static final long MOST_BYTES = 64 * 1024;
  private static final Pattern OF_THE_PROXY = Pattern.compile("/(v1|v1beta|proxy)(/.*)?");

  @Inject BodyReader bodies;
  @Inject Instance<RequestContextController> contexts;

  @Override
  public void doFilter(ServletRequest req, ServletResponse res, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) req;
    HttpServletResponse response = (HttpServletResponse) res;
    if (!hasBody(request) || OF_THE_PROXY.matcher(Refusals.path(request)).matches()) {
      chain.doFilter(request, response);
      return;
    }
    BufferedRequest whole = new BufferedRequest(request);
    AsyncContext async = request.startAsync(whole, response);
    async.setTimeout(0); // the reader has a deadline of its own
    bodies.read(
        request, async, BodyReader.NOBODY, MOST_BYTES, new GoOn(whole, response, async, contexts));
  }

  private static boolean hasBody(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    boolean untold = length < 0 && !request.getProtocol().startsWith("HTTP/1");
    return length > 0 || request.getHeader("Transfer-Encoding") != null || untold;
  }

  /** Lets the request go on to where it would have gone. */
  private record GoOn(
      BufferedRequest request,
      HttpServletResponse response,
      AsyncContext async,
      Instance<RequestContextController> contexts)
      implements BodyHandler {
    @Override
    public void whole(HeldBody body) {
      request.hold(body.bytes());
      async.start(() -> goOn(body)); // Payara forgets a dispatch when the body came late
    }

    /** Servers give the threads that go on no request context, which pages need. */
    private void goOn(HeldBody body) {
      RequestContextController context = contexts.get();
      boolean opened = context.activate();
      try (body) {
        forward();
      } finally {
        if (opened) {
          context.deactivate();
        }
        contexts.destroy(context);
      }
      complete();
    }

    private void forward() {
      try {
        request.getRequestDispatcher(Refusals.path(request)).forward(request, response);
      } catch (RefusalException refusal) {
        send(refusal);
      } catch (IOException | ServletException | RuntimeException e) {
        LOG.log(Level.ERROR, "request " + RequestId.of(request) + " failed", e);
        send(
            new RefusalException(
                Refusal.INTERNAL, "Something went wrong here. Request " + RequestId.of(request)));
      }
    }

    @Override
    public void refused(RefusalException refusal) {
      send(refusal);
      complete();
    }

    private void send(RefusalException refusal) {
      try {
        Refusals.send(request, response, refusal);
      } catch (IOException | RuntimeException e) {
        LOG.log(Level.DEBUG, "request {0}: the caller left", RequestId.of(request));
      }
    }

    private void complete() {
      try {
        async.complete();
      } catch (IllegalStateException e) {
        LOG.log(Level.DEBUG, "the server completed the request itself");
      }
    }
  }
}
