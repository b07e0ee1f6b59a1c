package org.aipassport.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What stands in the files of the way out; each refuses with what is wrong, without content. */
final class OutboundFiles {
  static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.complementOf(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));

  private OutboundFiles() {}

  /** The file's only line; the line break at its end is not part of the password. */
  static String password(Path file) {
    try {
      var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (view != null && view.readAttributes().permissions().stream().anyMatch(OTHERS::contains)) {
        throw new IllegalArgumentException("names a file that others may read; make it 0600");
      }
      String text = Files.readString(file).replaceFirst("\\R\\z", "");
      if (text.isEmpty() || CONTROL.matcher(text).find()) {
        throw new IllegalArgumentException("names a file that is no single line of text");
      }
      return text;
    } catch (IOException e) {
      throw new IllegalArgumentException("names a file that cannot be read as text", e);
    }
  }

  static List<X509Certificate> certificates(Path file) {
    Collection<? extends Certificate> found;
    try (InputStream in = Files.newInputStream(file)) {
      found = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (IOException | CertificateException e) {
      throw new IllegalArgumentException("names a file with something else than certificates", e);
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException("names a file without a certificate");
    }
    return found.stream().map(X509Certificate.class::cast).toList();
  }
}
