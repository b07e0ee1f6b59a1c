import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Says in text where a broker's time goes.
 *
 * <pre>
 * Reading threads (pid) (seconds)    processor time by kind of thread, from now on
 * Reading recording (file) (calls)   a flight recording that saw so many calls
 * </pre>
 */
public final class Reading {
  private static final String OURS = "org.aipassport.";
  private static final int LONGEST_TABLE = 45;
  private static final long MOST_BETWEEN_SAMPLES = 64 * 1024 * 1024;

  private final Table cpuByPart = new Table();
  private final Table cpuByMethod = new Table();
  private final Table cpuByTop = new Table();
  private final Table bytesByPart = new Table();
  private final Table bytesByMethod = new Table();
  private final Table bytesByClass = new Table();
  private final Table waits = new Table();
  private final Table files = new Table();
  private final Table throwables = new Table();
  private long allocated;
  private long heapAfter;
  private long collections;

  private Reading() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    if (args[0].equals("threads")) {
      threads(args[1], Long.parseLong(args[2]));
    } else {
      new Reading().recording(Path.of(args[1]), Long.parseLong(args[2]));
    }
  }

  private static void threads(String pid, long seconds) throws IOException, InterruptedException {
    Map<String, Long> before = ticks(pid);
    TimeUnit.SECONDS.sleep(seconds);
    Table table = new Table();
    ticks(pid)
        .forEach((thread, ticks) -> count(table, thread, ticks - before.getOrDefault(thread, 0L)));
    table.print("Processor time by kind of thread, ms a second", seconds / 10.0);
  }

  private static void count(Table table, String thread, long ticks) {
    table.add(thread.substring(thread.indexOf(' ') + 1).replaceAll("\\d+", "N"), ticks);
  }

  /** Ticks of 10 ms by "id name"; a thread that ended is missing. */
  private static Map<String, Long> ticks(String pid) throws IOException {
    Map<String, Long> ticks = new HashMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc", pid, "task"))) {
      for (Path task : tasks.toList()) {
        try {
          String stat = Files.readString(task.resolve("stat"));
          int end = stat.lastIndexOf(')');
          String[] fields = stat.substring(end + 2).split(" ");
          ticks.put(
              task.getFileName() + " " + stat.substring(stat.indexOf('(') + 1, end),
              Long.parseLong(fields[11]) + Long.parseLong(fields[12]));
        } catch (IOException e) {
          // it has ended
        }
      }
    }
    return ticks;
  }

  private void recording(Path file, long calls) throws IOException {
    boolean byCpuTime = has(file, "jdk.CPUTimeSample");
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        read(recording.readEvent(), byCpuTime);
      }
    }
    System.out.println("Samples of " + (byCpuTime ? "processor time" : "running Java code"));
    cpuByPart.printShares("Where it is: the innermost code that is not the JDK's");
    cpuByMethod.printShares("Under which of our methods (a sample counts for each on its stack)");
    cpuByTop.printShares("The innermost method of all");
    if (collections > 1) {
      System.out.printf(
          "%n%d bytes a call allocated between %d collections; samples only share that out%n",
          allocated / calls, collections);
    }
    bytesByPart.print(
        "Allocation by the innermost code that is not the JDK's, bytes a call", calls);
    bytesByMethod.print("Allocation under our methods, bytes a call", calls);
    bytesByClass.print("Allocation by class, bytes a call", calls);
    waits.print(
        "Waiting of 1 ms and more, microseconds a call: why, and under which of our methods",
        1000.0 * calls);
    files.print("Files: writes and forces a thousand calls", calls / 1000.0);
    throwables.print(
        "Exceptions a thousand calls: which, and under which of our methods", calls / 1000.0);
  }

  private static boolean has(Path file, String type) throws IOException {
    try (RecordingFile recording = new RecordingFile(file)) {
      while (recording.hasMoreEvents()) {
        if (recording.readEvent().getEventType().getName().equals(type)) {
          return true;
        }
      }
      return false;
    }
  }

  private void read(RecordedEvent event, boolean byCpuTime) {
    switch (event.getEventType().getName()) {
      case "jdk.CPUTimeSample" -> cpu(event);
      case "jdk.ExecutionSample" -> {
        if (!byCpuTime) {
          cpu(event);
        }
      }
      case "jdk.ObjectAllocationSample" -> allocation(event);
      case "jdk.JavaMonitorEnter" ->
          waits("monitor " + event.getClass("monitorClass").getName(), event);
      case "jdk.JavaMonitorWait" ->
          waits("wait " + event.getClass("monitorClass").getName(), event);
      case "jdk.ThreadPark" ->
          waits(
              "park "
                  + (event.getClass("parkedClass") == null
                      ? "-"
                      : event.getClass("parkedClass").getName()),
              event);
      case "jdk.FileWrite" -> files.add("write " + file(event), 1);
      case "jdk.FileForce" -> files.add("force " + file(event), 1);
      case "jdk.GCHeapSummary" -> heap(event);
      case "jdk.JavaExceptionThrow", "jdk.JavaErrorThrow" ->
          throwables.add(event.getClass("thrownClass").getName() + " < " + nearestOfOurs(event), 1);
      default -> {}
    }
  }

  private void cpu(RecordedEvent event) {
    List<String> stack = stack(event);
    cpuByPart.add(part(stack), 1);
    ours(stack).forEach(method -> cpuByMethod.add(method, 1));
    cpuByTop.add(stack.isEmpty() ? "(no stack)" : stack.get(0), 1);
    cpuByMethod.all(1);
  }

  private void allocation(RecordedEvent event) {
    long weight = event.getLong("weight");
    if (weight > MOST_BETWEEN_SAMPLES) { // a thread's first one stands for all that it did before
      return;
    }
    List<String> stack = stack(event);
    bytesByPart.add(part(stack), weight);
    ours(stack).forEach(method -> bytesByMethod.add(method, weight));
    bytesByClass.add(event.getClass("objectClass").getName(), weight);
  }

  private void waits(String why, RecordedEvent event) {
    String where = nearestOfOurs(event);
    if (!where.equals("-")) { // what idles in a pool waits for work, not for a lock
      waits.add(why + " < " + where, event.getDuration().toNanos());
    }
  }

  private void heap(RecordedEvent event) {
    long used = event.getLong("heapUsed");
    if (event.getString("when").equals("Before GC")) {
      allocated += heapAfter == 0 ? 0 : used - heapAfter;
    } else {
      collections++;
      heapAfter = used;
    }
  }

  /** Without the directory, and the log's files as one. */
  private static String file(RecordedEvent event) {
    String path = String.valueOf(event.getString("path"));
    return path.substring(path.lastIndexOf('/') + 1).replaceAll("^log\\d+", "logN");
  }

  private static String nearestOfOurs(RecordedEvent event) {
    return stack(event).stream().filter(frame -> frame.startsWith(OURS)).findFirst().orElse("-");
  }

  private static Set<String> ours(List<String> stack) {
    Set<String> methods = new HashSet<>(stack);
    methods.removeIf(
        frame -> !frame.startsWith(OURS) || frame.contains("$$Lambda") || frame.contains("$Proxy"));
    return methods;
  }

  /** The first three names of the package of the innermost frame that is not the JDK's. */
  private static String part(List<String> stack) {
    for (String frame : stack) {
      if (!frame.matches("(java|javax|jdk|sun|com\\.sun\\.proxy|com\\.sun\\.crypto)\\..*")) {
        String[] names = frame.split("\\.");
        return String.join(".", List.of(names).subList(0, Math.min(3, names.length)));
      }
    }
    return "(the JDK alone)";
  }

  private static List<String> stack(RecordedEvent event) {
    List<String> frames = new ArrayList<>();
    if (event.getStackTrace() != null) {
      for (RecordedFrame frame : event.getStackTrace().getFrames()) {
        frames.add(
            frame
                    .getMethod()
                    .getType()
                    .getName()
                    .replaceAll("\\$Proxy\\$_\\$\\$_Weld.*", "\\$Proxy")
                + "."
                + frame.getMethod().getName());
      }
    }
    return frames;
  }

  /** Sums by name. */
  private static final class Table {
    private final Map<String, Long> sums = new HashMap<>();
    private long total;
    private long whole;

    void add(String name, long value) {
      sums.merge(name, value, Long::sum);
      total += value;
    }

    /** The whole, where one thing counts under several names. */
    void all(long value) {
      whole += value;
    }

    void printShares(String title) {
      print(title + ", percent", (whole == 0 ? total : whole) / 100.0);
    }

    void print(String title, double unit) {
      System.out.printf("%n%s%n", title);
      sums.entrySet().stream()
          .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
          .limit(LONGEST_TABLE)
          .forEach(
              entry ->
                  System.out.printf(
                      Locale.ROOT, "%12.2f  %s%n", entry.getValue() / unit, entry.getKey()));
    }
  }
}
