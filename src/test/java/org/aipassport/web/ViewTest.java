package org.aipassport.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ViewTest {
  private static final Path WEB_ROOT = Path.of("src/main/webapp");

  @Test
  void everyViewHasItsFileAndEveryFileItsView() throws IOException {
    try (Stream<Path> files = Files.list(WEB_ROOT)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".xhtml")))
          .containsExactlyInAnyOrderElementsOf(
              Arrays.stream(View.values()).map(view -> view.path() + ".xhtml").toList());
    }
  }

  @Test
  void pageOfProblemsCannotBeAskedFor() {
    assertThat(View.ofPath("problem")).isEmpty();
    assertThat(View.ofPath("PROBLEM")).isEmpty();
    assertThat(View.ofPath("sign-in.xhtml")).isEmpty();
    assertThat(View.ofPath("sign_in")).isEmpty();
    assertThat(View.ofPath("sign-in")).contains(View.SIGN_IN);
  }
}
