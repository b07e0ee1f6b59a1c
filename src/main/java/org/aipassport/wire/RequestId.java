package org.aipassport.wire;

import jakarta.servlet.ServletRequest;
import org.aipassport.values.CallId;
import org.aipassport.values.Ids;

/** The id under which a request is logged and answered; a proxied call has the same. */
public final class RequestId {
  /** The response header that carries it. */
  public static final String HEADER = "aipassport-request-id";

  private static final String ATTRIBUTE = RequestId.class.getName();

  private RequestId() {}

  /** The id of {@code request}, made at the first question. */
  public static CallId of(ServletRequest request) {
    Object known = request.getAttribute(ATTRIBUTE);
    if (known instanceof CallId id) {
      return id;
    }
    CallId fresh = new CallId(Ids.next());
    request.setAttribute(ATTRIBUTE, fresh);
    return fresh;
  }
}
