package org.aipassport.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a browser is called, from what it says of itself ({@code User-Agent}, RFC 9110 section
 * 10.1.5), for people to tell theirs apart; proves nothing. Browsers name their ancestors too, so
 * the first name of these lists that is there counts.
 *
 * @param browser its name, which is the same in all languages
 * @param system what it runs on, likewise
 */
record BrowserName(Optional<String> browser, Optional<String> system) {
  private static final Map<String, String> BROWSERS = new LinkedHashMap<>();
  private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

  static {
    BROWSERS.put("Edg", "Edge"); // Edg/, EdgA/, EdgiOS/
    BROWSERS.put("OPR/", "Opera");
    BROWSERS.put("Vivaldi/", "Vivaldi");
    BROWSERS.put("SamsungBrowser/", "Samsung Internet");
    BROWSERS.put("YaBrowser/", "Yandex");
    BROWSERS.put("FxiOS/", "Firefox");
    BROWSERS.put("Firefox/", "Firefox");
    BROWSERS.put("CriOS/", "Chrome");
    BROWSERS.put("Chrome/", "Chrome"); // so do most that are built from Chromium
    BROWSERS.put("Safari/", "Safari");
    BROWSERS.put("curl/", "curl");

    SYSTEMS.put("iPhone", "iPhone");
    SYSTEMS.put("iPad", "iPad");
    SYSTEMS.put("Android", "Android");
    SYSTEMS.put("CrOS", "ChromeOS");
    SYSTEMS.put("Windows", "Windows");
    SYSTEMS.put("Macintosh", "macOS");
    SYSTEMS.put("Linux", "Linux");
  }

  static BrowserName of(String agent) {
    return new BrowserName(first(BROWSERS, agent), first(SYSTEMS, agent));
  }

  private static Optional<String> first(Map<String, String> names, String agent) {
    return names.entrySet().stream()
        .filter(entry -> agent.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
