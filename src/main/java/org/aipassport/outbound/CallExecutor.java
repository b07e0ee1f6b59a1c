package org.aipassport.outbound;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** Tells the call how far it is, and lets the idle deadline govern the reads behind the head. */
final class CallExecutor extends HttpRequestExecutor {
  @Override
  public ClassicHttpResponse execute(
      ClassicHttpRequest request,
      HttpClientConnection connection,
      @Nullable HttpResponseInformationCallback information,
      HttpContext context)
      throws IOException, HttpException {
    Call call = Call.of(context);
    call.sending();
    ClassicHttpResponse response = super.execute(request, connection, information, context);
    connection.setSocketTimeout(Timeout.of(call.deadlines().idle()));
    call.answered(response.getCode(), headersOf(response));
    return response;
  }

  private static List<Header> headersOf(HttpResponse response) {
    List<Header> headers = new ArrayList<>();
    for (org.apache.hc.core5.http.Header header : response.getHeaders()) {
      if (Header.isName(header.getName())) {
        headers.add(new Header(header.getName(), visible(header.getValue())));
      }
    }
    return List.copyOf(headers);
  }

  /** What is not visible shows as '?': a value that was tampered with is not mistaken for none. */
  private static String visible(@Nullable String value) {
    return value == null ? "" : value.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
