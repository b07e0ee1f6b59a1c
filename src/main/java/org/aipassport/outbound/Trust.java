package org.aipassport.outbound;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.aipassport.config.Egress;
import org.apache.hc.core5.ssl.SSLContexts;
import org.jspecify.annotations.Nullable;

/** Whose certificates are trusted: the JVM's and those that the operator adds. */
final class Trust {
  private Trust() {}

  /** A context of its own: TLS sessions are resumed only where the same trust made them. */
  static SSLContext of(Egress egress) {
    if (egress.trusted().isEmpty()) {
      return SSLContexts.createDefault();
    }
    try {
      KeyStore together = KeyStore.getInstance(KeyStore.getDefaultType());
      together.load(null, null);
      int number = 0;
      for (X509Certificate one : issuers(egress)) {
        together.setCertificateEntry(Integer.toString(number++), one);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(together), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JVM cannot make a trust store", e);
    }
  }

  /** All that are trusted where connections leave like this. */
  static List<X509Certificate> issuers(Egress egress) throws GeneralSecurityException {
    Stream<X509Certificate> own =
        Stream.of(managers(null))
            .filter(X509TrustManager.class::isInstance)
            .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()));
    return Stream.concat(own, egress.trusted().stream()).toList();
  }

  /** Of a store; null stands for the JVM's. */
  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
