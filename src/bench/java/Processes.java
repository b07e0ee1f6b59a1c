import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A process and its descendants, as Linux accounts for them in {@code /proc}. */
final class Processes {
  private static final double MILLIS_PER_TICK = 10; // USER_HZ is 100 on every Linux there is
  private final long root;

  Processes(long root) {
    this.root = root;
  }

  /** Processor time so far, user and system, in milliseconds. */
  double cpuMillis() {
    return all().mapToLong(Processes::ticks).sum() * MILLIS_PER_TICK;
  }

  /** Resident memory now, in MiB; what processes share counts for each of them. */
  double residentMebibytes() {
    return all().mapToLong(Processes::residentKibibytes).sum() / 1024.0;
  }

  private Stream<Long> all() {
    return ProcessHandle.of(root).stream()
        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
        .map(ProcessHandle::pid);
  }

  private static long ticks(long pid) {
    String stat = read(pid, "stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
    return fields.length < 13 ? 0 : Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  private static long residentKibibytes(long pid) {
    return read(pid, "status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  private static String read(long pid, String name) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), name));
    } catch (IOException e) { // it has ended
      return "";
    }
  }
}
