package org.aipassport.wire;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Optional;

/**
 * Where callers without good credentials learn which server gives some out (RFC 9728 section 5.1).
 */
public final class ResourceMetadata {
  /** Its path, below the public URL. */
  public static final String PATH = "/.well-known/oauth-protected-resource";

  private static final String V1 = "/v1";
  private static final String ATTRIBUTE = ResourceMetadata.class.getName();

  private ResourceMetadata() {}

  /** Tells the later ones who see {@code request} at which URL this broker is known. */
  public static void tell(ServletRequest request, URI publicUrl) {
    request.setAttribute(ATTRIBUTE, publicUrl.toString());
  }

  /** The document about the resource that {@code request} asks for, if its URL was told. */
  static Optional<String> of(HttpServletRequest request) {
    if (!(request.getAttribute(ATTRIBUTE) instanceof String publicUrl)) {
      return Optional.empty();
    }
    String path = Refusals.path(request);
    boolean v1 = path.equals(V1) || path.startsWith(V1 + "/");
    return Optional.of(publicUrl + PATH + (v1 ? V1 : ""));
  }
}
