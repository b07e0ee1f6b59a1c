package org.aipassport.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/**
 * A real browser. Where none is installed the test is skipped and says so, but fails where it has
 * to run. Screenshots lie in {@code target/screenshots}.
 */
public final class Chromium implements AutoCloseable {
  private static final Path SHOTS = Path.of("target", "screenshots");
  private static final Duration TO_LEAVE = Duration.ofSeconds(5);
  private static final String AXE = read("axe.min.js");

  private final ChromeDriver driver;
  private final String base;

  private Chromium(ChromeDriver driver, String base) {
    this.driver = driver;
    this.base = base;
    driver.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
    driver.manage().timeouts().pageLoadTimeout(Duration.ofSeconds(60));
  }

  /** A browser with nothing in it, whose person reads {@code language}. */
  public static Chromium open(String base, String language) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(program("chromium", "chromium-browser", "google-chrome"));
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // tests may run as root
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
        "--lang=" + language);
    options.setExperimentalOption("prefs", Map.of("intl.accept_languages", language));
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(program("chromedriver")))
            .build();
    return new Chromium(new ChromeDriver(service, options), base);
  }

  private static String program(String... names) {
    Optional<String> found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .flatMap(folder -> Stream.of(names).map(name -> folder + File.separator + name))
            .filter(file -> Files.isExecutable(Path.of(file)))
            .findFirst();
    if (found.isEmpty() && System.getenv("CI") != null) {
      Assertions.fail("no " + names[0] + " is installed, and here it has to be");
    }
    return found.orElseGet(
        () -> {
          System.out.println("SKIPPED, NOT PASSED: no " + names[0] + " is installed");
          return Assumptions.abort("no " + names[0] + " is installed: pages are not tested");
        });
  }

  /** Opens a path of the broker's, or a whole URL. */
  public Chromium get(String path) {
    driver.get(path.startsWith("http") ? path : base + path);
    return this;
  }

  /** Where the browser is, without the broker's address. */
  public String path() {
    return driver.getCurrentUrl().replace(base, "");
  }

  /** Types into the field of that id, in the place of what stands there. */
  public Chromium type(String id, String text) {
    WebElement field = driver.findElement(By.id(id));
    field.clear();
    field.sendKeys(text);
    return this;
  }

  /** Clicks on what a CSS selector names. */
  public Chromium click(String selector) {
    WebElement element = driver.findElement(By.cssSelector(selector));
    boolean leaves =
        element.getTagName().equals("a") || "submit".equals(element.getDomAttribute("type"));
    WebElement page = driver.findElement(By.tagName("html"));
    element.click();
    if (leaves) {
      awaitEnd(page);
    }
    return this;
  }

  /** On a busy machine a click returns before the page that it leads to has begun to come. */
  private static void awaitEnd(WebElement page) {
    long end = System.nanoTime() + TO_LEAVE.toNanos();
    try {
      while (System.nanoTime() < end) {
        if (!page.isEnabled()) {
          return;
        }
        LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
      }
    } catch (WebDriverException e) { // a stale element, in more than one wording
      // the next page is there
    }
  }

  /** Ticks the box of that id, if it is not ticked. */
  public Chromium check(String id) {
    WebElement box = driver.findElement(By.id(id));
    if (!box.isSelected()) {
      box.click();
    }
    return this;
  }

  /** Follows the link of those words. */
  public Chromium follow(String words) {
    driver.findElement(By.linkText(words)).click();
    return this;
  }

  /** Opens what is folded away on the page. */
  public Chromium unfold() {
    driver.executeScript("document.querySelectorAll('details').forEach(d => d.open = true)");
    return this;
  }

  /** The text that a CSS selector's first element shows. */
  public String text(String selector) {
    return driver.findElement(By.cssSelector(selector)).getText();
  }

  public boolean has(String selector) {
    return !driver.findElements(By.cssSelector(selector)).isEmpty();
  }

  /** The value of an expression of JavaScript. */
  public Object js(String expression) {
    return driver.executeScript("return " + expression);
  }

  /** How a page looks: wide and narrow, light and dark. */
  public Chromium shoot(String name) {
    for (int width : new int[] {1280, 360}) {
      for (String scheme : List.of("light", "dark")) {
        show(width, scheme);
        save(name + "-" + width + "-" + scheme);
      }
    }
    show(1280, "light");
    return this;
  }

  private void show(int width, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(
                Map.of("name", "prefers-color-scheme", "value", scheme),
                // or colours would be measured while they change
                Map.of("name", "prefers-reduced-motion", "value", "reduce"))));
  }

  private void save(String name) {
    Object data =
        driver
            .executeCdpCommand(
                "Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
            .get("data");
    try {
      Files.createDirectories(SHOTS);
      Files.write(SHOTS.resolve(name + ".png"), Base64.getDecoder().decode(String.valueOf(data)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What axe finds against WCAG 2.2 AA, and whether the page scrolls sideways: wide and narrow,
   * light and dark. Empty: nothing.
   */
  public String faults() {
    StringBuilder faults = new StringBuilder();
    for (int width : new int[] {1280, 360}) {
      for (String scheme : List.of("light", "dark")) {
        show(width, scheme);
        driver.executeScript(AXE);
        Object found =
            driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                Promise.all(document.getAnimations().map(a => a.finished)) // colours that fade
                  .then(() => axe.run(document, {
                    runOnly: ['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']}))
                  .then(r => done(r.violations.map(
                    v => v.id + ': ' + v.nodes.map(n => n.html).join(' | ')).join('\\n')))
                  .catch(e => done('axe failed: ' + e));
                """);
        if (!String.valueOf(found).isEmpty()) {
          faults.append(path() + " " + width + " " + scheme + ": " + found + "\n");
        }
        if (Boolean.TRUE.equals(
            js("document.documentElement.scrollWidth > document.documentElement.clientWidth"))) {
          faults.append(path() + " " + width + ": scrolls sideways\n");
        }
      }
    }
    show(1280, "light");
    return faults.toString();
  }

  private static String read(String resource) {
    try (InputStream in = Chromium.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
