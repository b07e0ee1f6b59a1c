package org.aipassport.web;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.aipassport.crypto.Sha256;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.wire.Methods;

/**
 * The few files that pages need, from the application itself: nothing is loaded from elsewhere.
 * Browsers ask again with the ETag (RFC 9110 section 8.8.3), which changes with the file.
 */
public class AssetServlet extends HttpServlet {
  private static final Map<String, String> TYPES =
      Map.of("style.css", "text/css; charset=utf-8", "icon.svg", "image/svg+xml");
  private static final Map<String, Asset> ASSETS = read();

  @SuppressWarnings("ArrayRecordComponent") // compared by nobody
  private record Asset(String type, byte[] bytes, String tag) {}

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Methods.allow(request, response, "GET", "HEAD");
    Asset asset =
        Optional.ofNullable(request.getPathInfo())
            .map(path -> ASSETS.get(path.substring(1)))
            .orElseThrow(() -> new RefusalException(Refusal.NOT_FOUND, "Nothing here."));
    response.setHeader("Cache-Control", "public, max-age=3600");
    response.setHeader("ETag", asset.tag());
    if (asset.tag().equals(request.getHeader("If-None-Match"))) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(asset.type());
    response.setContentLength(asset.bytes().length);
    if (request.getMethod().equals("GET")) {
      response.getOutputStream().write(asset.bytes());
    }
  }

  private static Map<String, Asset> read() {
    Map<String, Asset> assets = new LinkedHashMap<>();
    TYPES.forEach((name, type) -> assets.put(name, asset(name, type)));
    return assets;
  }

  private static Asset asset(String name, String type) {
    try (InputStream in = AssetServlet.class.getResourceAsStream("assets/" + name)) {
      if (in == null) {
        throw new IllegalStateException("no asset " + name);
      }
      byte[] bytes = in.readAllBytes();
      return new Asset(type, bytes, '"' + Sha256.base64Url(bytes) + '"');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
