import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls a target on a timetable and prints one line of {@code name=value}. A call's time runs from
 * when the timetable wanted it sent, not from when it was sent: a target that stalls is not spared
 * the calls that should have come meanwhile.
 *
 * <pre>
 * Load rate url= body= tokens= rate= seconds= warm= events= pid=
 *   so many calls a second; events: how many each answer must have; times in milliseconds
 * Load hold url= body= tokens= rate= streams= seconds= interval= pid=
 *   opens streams at that rate, lets them run for so many seconds, then leaves
 * </pre>
 */
public final class Load {
  private static final long SPIN = TimeUnit.MICROSECONDS.toNanos(80);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(15);
  private static final long ON_TIME = TimeUnit.MILLISECONDS.toNanos(50);

  private final Map<String, String> options = new HashMap<>();
  private final List<ByteBuffer> requests = new ArrayList<>();
  private final Processes target;
  private final Samples whole = new Samples(2_000_000);
  private final Samples firstByte = new Samples(2_000_000);
  private final Samples delay = new Samples(4_000_000);
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final AtomicInteger running = new AtomicInteger();
  private final Map<Integer, Integer> failures = new ConcurrentSkipListMap<>();
  private volatile long from = Long.MAX_VALUE;
  private volatile long until = Long.MAX_VALUE;

  private Load(String[] args) throws IOException {
    for (int i = 1; i < args.length; i++) {
      String[] pair = args[i].split("=", 2);
      options.put(pair[0], pair[1]);
    }
    target = new Processes(number("pid"));
    URI url = URI.create(options.get("url"));
    byte[] body = Files.readAllBytes(Path.of(options.get("body")));
    for (String token : Files.readAllLines(Path.of(options.get("tokens")))) {
      requests.add(request(url, token, body));
    }
  }

  public static void main(String[] args) throws IOException, InterruptedException {
    Load load = new Load(args);
    URI url = URI.create(load.options.get("url"));
    InetSocketAddress server = new InetSocketAddress(url.getHost(), url.getPort());
    if (args[0].equals("rate")) {
      load.rate(server);
    } else {
      load.hold(server);
    }
  }

  private static ByteBuffer request(URI url, String token, byte[] body) {
    byte[] head =
        ("POST "
                + url.getRawPath()
                + " HTTP/1.1\r\nHost: "
                + url.getRawAuthority()
                + "\r\nContent-Type: application/json\r\nAuthorization: Bearer "
                + token
                + "\r\nContent-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(UTF_8);
    return ByteBuffer.allocate(head.length + body.length).put(head).put(body).flip();
  }

  private void rate(InetSocketAddress server) throws IOException, InterruptedException {
    long interval = TimeUnit.SECONDS.toNanos(1) / number("rate");
    long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(200);
    long begin = start + TimeUnit.SECONDS.toNanos(number("warm"));
    long end = begin + TimeUnit.SECONDS.toNanos(number("seconds"));
    try (Caller caller = new Caller(server, (int) number("events"), new Timed())) {
      double before = 0;
      long due = start;
      for (int i = 0; due < end; i++, due += interval) {
        if (due >= begin && from == Long.MAX_VALUE) {
          before = target.cpuMillis();
          from = begin;
          until = end;
        }
        waitFor(due);
        caller.send(next(i), due);
      }
      double cpu = target.cpuMillis() - before;
      awaitRest(caller);
      int unanswered = caller.underWay();
      print(
          "calls=%d failed=%d p50=%.3f p99=%.3f first50=%.3f first99=%.3f delay50=%.3f"
              + " delay99=%.3f cpu=%.4f rss=%.0f",
          calls.get() + unanswered,
          failed.get() + unanswered,
          whole.percentile(0.5),
          whole.percentile(0.99),
          firstByte.percentile(0.5),
          firstByte.percentile(0.99),
          delay.percentile(0.5),
          delay.percentile(0.99),
          cpu * interval / (end - begin),
          target.residentMebibytes());
    }
  }

  private void hold(InetSocketAddress server) throws IOException, InterruptedException {
    int streams = (int) number("streams");
    long seconds = number("seconds");
    long interval = TimeUnit.SECONDS.toNanos(1) / number("rate");
    try (Caller caller = new Caller(server, Integer.MAX_VALUE, new Timed())) {
      long due = System.nanoTime();
      for (int i = 0; i < streams; i++, due += interval) {
        waitFor(due);
        caller.send(next(i), due);
      }
      TimeUnit.SECONDS.sleep(2); // the last ones have begun
      double before = target.cpuMillis();
      from = System.nanoTime();
      until = from + TimeUnit.SECONDS.toNanos(seconds);
      waitFor(until);
      double cpu = target.cpuMillis() - before;
      double expected = streams * seconds * 1000.0 / number("interval");
      print(
          "calls=%d failed=%d delay50=%.3f delay99=%.3f ontime=%.2f cpu=%.4f rss=%.0f",
          streams,
          streams - running.get(),
          delay.percentile(0.5),
          delay.percentile(0.99),
          Math.min(100, delay.percentUpTo(ON_TIME) * delay.count() / expected),
          cpu / Math.max(1, delay.count()),
          target.residentMebibytes());
      if (!failures.isEmpty()) {
        System.err.println("status and number of what failed: " + failures);
      }
    }
  }

  private ByteBuffer next(int number) {
    return requests.get(number % requests.size()).duplicate();
  }

  /** Sleeps, and spins for the last moment: a sleeping thread wakes late. */
  private static void waitFor(long when) {
    for (long left = when - System.nanoTime(); left > 0; left = when - System.nanoTime()) {
      if (left > SPIN) {
        LockSupport.parkNanos(left - SPIN);
      } else {
        Thread.onSpinWait();
      }
    }
  }

  private static void awaitRest(Caller caller) throws InterruptedException {
    long giveUp = System.nanoTime() + PATIENCE;
    while (caller.underWay() > 0 && System.nanoTime() < giveUp) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private long number(String option) {
    return Long.parseLong(options.get(option));
  }

  private static void print(String form, Object... values) {
    System.out.printf(Locale.ROOT, form + "%n", values);
  }

  /** Counts the window that is measured, and nothing before or after it. */
  private final class Timed implements Caller.Listener {
    private boolean counts(long time) {
      return time >= from && time < until;
    }

    @Override
    public void firstByte(long due, long now) {
      running.incrementAndGet();
      if (counts(due)) {
        firstByte.add(now - due);
      }
    }

    @Override
    public void event(long sent, long now) {
      if (counts(sent)) {
        delay.add(now - sent);
      }
    }

    @Override
    public void ended(long due, long now, boolean begun, boolean ok, int status) {
      if (!ok) {
        failures.merge(status, 1, Integer::sum);
      }
      if (begun) {
        running.decrementAndGet();
      }
      if (!counts(due)) {
        return;
      }
      calls.incrementAndGet();
      if (ok) {
        whole.add(now - due);
      } else {
        failed.incrementAndGet();
      }
    }
  }
}
