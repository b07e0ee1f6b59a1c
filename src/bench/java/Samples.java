import java.util.Arrays;

/** Durations in nanoseconds, as many as there is room for. */
final class Samples {
  private final long[] nanos;
  private int count;

  Samples(int room) {
    this.nanos = new long[room];
  }

  synchronized void add(long one) {
    if (count < nanos.length) {
      nanos[count++] = one;
    }
  }

  synchronized int count() {
    return count;
  }

  /** In milliseconds; {@code 0.5} is the median; 0 if there is nothing. */
  synchronized double percentile(double part) {
    if (count == 0) {
      return 0;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    return sorted[Math.min(count - 1, (int) (part * count))] / 1e6;
  }

  /** The share of samples up to {@code limit}, in percent. */
  synchronized double percentUpTo(long limit) {
    return count == 0
        ? 0
        : 100.0 * Arrays.stream(nanos, 0, count).filter(one -> one <= limit).count() / count;
  }
}
