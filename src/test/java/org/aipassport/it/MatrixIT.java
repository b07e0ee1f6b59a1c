package org.aipassport.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.aipassport.api.ManagementApplication;
import org.aipassport.api.SurfaceApplication;
import org.aipassport.oauth.OAuthApplication;
import org.aipassport.oauth.WellKnownApplication;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Who may do what: every path, called by everybody there is. {@code matrix.txt} says what each of
 * them is answered; a path that it does not name fails here.
 */
@ArquillianTest
class MatrixIT {
  /** The columns of the file. */
  private static final List<String> CALLERS =
      List.of("nobody", "owner", "other", "operator", "auditor", "app");

  private static final Pattern ROW =
      Pattern.compile("(GET|POST|PUT|DELETE) +(\\S+)((?: +\\d{3}){6})(?: +(\\S.*))?");
  private static final Pattern MAPPED =
      Pattern.compile("<servlet-mapping>.*?</servlet-mapping>", Pattern.DOTALL);
  private static final Pattern URL = Pattern.compile("<url-pattern>([^<]+)</url-pattern>");

  /** Only the container calls it, as {@code PathsIT} shows. */
  private static final Set<String> INSIDE = Set.of("/error");

  record Row(String method, String path, List<Integer> statuses, String body) {
    @Override
    public String toString() {
      return method + " " + path;
    }

    /** The path without what is asked and without the names of its things. */
    String template() {
      return anonymous(path.replaceFirst("\\?.*", ""));
    }
  }

  static List<Row> rows() {
    return read("/matrix.txt")
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(MatrixIT::row)
        .toList();
  }

  private static Row row(String line) {
    Matcher parts = ROW.matcher(line);
    assertThat(parts.matches()).as(line).isTrue();
    List<Integer> statuses =
        Arrays.stream(parts.group(3).strip().split(" +")).map(Integer::valueOf).toList();
    return new Row(
        parts.group(1), parts.group(2), statuses, parts.group(4) == null ? "" : parts.group(4));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void everybodyGetsWhatTheRowSays(Row row) {
    Map<String, Integer> expected = new LinkedHashMap<>();
    Map<String, Integer> seen = new LinkedHashMap<>();
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < CALLERS.size(); i++) {
      Answer answer = MatrixCast.call(CALLERS.get(i), row.method(), row.path(), row.body());
      expected.put(CALLERS.get(i), row.statuses().get(i));
      seen.put(CALLERS.get(i), answer.status());
      answers.add(CALLERS.get(i) + ": " + answer);
    }
    assertThat(seen).as(String.join("\n", answers)).isEqualTo(expected);
  }

  @Test
  void everyResourceHasARow() {
    Set<String> there = new TreeSet<>();
    for (Class<?> resource : new ManagementApplication().getClasses()) {
      there.addAll(operations("/api", resource));
    }
    for (Class<?> resource : new SurfaceApplication().getClasses()) {
      there.addAll(operations("", resource));
    }
    for (Class<?> resource : new OAuthApplication().getClasses()) {
      there.addAll(operations("/oauth2", resource));
    }
    for (Class<?> resource : new WellKnownApplication().getClasses()) {
      there.addAll(operations("/.well-known", resource));
    }
    Set<String> named =
        rows().stream().map(row -> row.method() + " " + row.template()).collect(Collectors.toSet());
    assertThat(there).hasSizeGreaterThan(30);
    assertThat(named).containsAll(there);
  }

  @Test
  void everyPageHasARow() throws ReflectiveOperationException {
    Class<?> view = Class.forName("org.aipassport.web.View");
    Set<String> there = new TreeSet<>();
    for (Object page : view.getEnumConstants()) {
      if (!page.toString().equals("PROBLEM")) {
        Method path = view.getDeclaredMethod("path");
        path.setAccessible(true);
        there.add("/ui/" + path.invoke(page));
      }
    }
    assertThat(rows().stream().map(Row::template)).containsAll(there);
  }

  @Test
  void everyServletHasARow() {
    Set<String> patterns = new TreeSet<>();
    Matcher mapping = MAPPED.matcher(file("src/main/webapp/WEB-INF/web.xml"));
    while (mapping.find()) {
      URL.matcher(mapping.group()).results().map(found -> found.group(1)).forEach(patterns::add);
    }
    assertThat(patterns).hasSizeGreaterThan(6);
    patterns.removeAll(INSIDE);
    for (String pattern : patterns) {
      String root = pattern.replaceFirst("/\\*$", "");
      assertThat(rows())
          .as(pattern)
          .anyMatch(row -> row.template().equals(root) || row.path().startsWith(root + "/"));
    }
  }

  private static Set<String> operations(String prefix, Class<?> resource) {
    Path root = resource.getAnnotation(Path.class);
    Set<String> found = new TreeSet<>();
    if (root == null) { // a mapper
      return found;
    }
    for (Method method : resource.getMethods()) {
      for (Annotation annotation : method.getAnnotations()) {
        HttpMethod verb = annotation.annotationType().getAnnotation(HttpMethod.class);
        if (verb != null) {
          Path rest = method.getAnnotation(Path.class);
          String path =
              Stream.of(root.value(), rest == null ? "" : rest.value())
                  .filter(part -> !part.isEmpty())
                  .collect(Collectors.joining("/", prefix + "/", ""));
          found.add(verb.value() + " " + anonymous(path));
        }
      }
    }
    return found;
  }

  private static String anonymous(String path) {
    return path.replaceAll("\\{[^}]*}", "{}");
  }

  private static String file(String name) {
    try {
      return Files.readString(java.nio.file.Path.of(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(String resource) {
    try (InputStream in = MatrixIT.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
