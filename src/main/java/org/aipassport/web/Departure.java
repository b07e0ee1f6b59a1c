package org.aipassport.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Sends a browser that has just posted a form of ours elsewhere. A redirect would not do: browsers
 * apply {@code form-action} to it (Content Security Policy Level 3 section 6.4.1), which names only
 * us.
 */
final class Departure {
  private Departure() {}

  /**
   * Answers with a page that goes on by itself, and has a link for browsers that do not.
   *
   * @param words what the link says
   */
  static void to(HttpServletResponse response, URI elsewhere, String words) throws IOException {
    byte[] page =
        ("<!DOCTYPE html><html lang=\"en\"><title>AIPassport</title><p><a href=\""
                + escaped(elsewhere.toString())
                + "\">"
                + escaped(words)
                + "</a></p></html>")
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(HttpServletResponse.SC_OK);
    response.setHeader("Refresh", "0; url=" + elsewhere.toASCIIString());
    response.setHeader("Referrer-Policy", "no-referrer");
    response.setContentType("text/html;charset=utf-8");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
