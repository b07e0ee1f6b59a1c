package org.aipassport.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority of one test, made by the JDK's keytool. */
public final class TestCa {
  private static final String PASSWORD = "changeit";

  private final Path directory;
  private final Path store;

  private TestCa(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("ca.p12");
  }

  /** Makes one that keeps its files in an empty directory. */
  public static TestCa in(Path directory) {
    TestCa ca = new TestCa(directory);
    ca.keytool(
        ca.store, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=A", "-ext", "bc:c");
    ca.keytool(ca.store, "-exportcert", "-rfc", "-alias", "ca", "-file", ca.pem().toString());
    return ca;
  }

  /** The file with its own certificate. */
  public Path pem() {
    return directory.resolve("ca.pem");
  }

  /** Its own certificate. */
  public X509Certificate certificate() {
    try (InputStream in = Files.newInputStream(pem())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a server of these names needs. */
  public SSLContext serverOf(String... names) {
    Path keys = directory.resolve(String.join("+", names) + ".p12");
    String request = directory.resolve("request").toString();
    String issued = directory.resolve("issued").toString();
    keytool(keys, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=B");
    keytool(keys, "-certreq", "-alias", "server", "-file", request);
    String san =
        Stream.of(names)
            .map(name -> (name.matches("[0-9.]+") ? "ip:" : "dns:") + name)
            .collect(Collectors.joining(",", "san=", ""));
    keytool(store, "-gencert", "-alias", "ca", "-infile", request, "-outfile", issued, "-ext", san);
    keytool(keys, "-importcert", "-noprompt", "-alias", "ca", "-file", pem().toString());
    keytool(keys, "-importcert", "-noprompt", "-alias", "server", "-file", issued);
    return context(keys);
  }

  private static SSLContext context(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      KeyManagerFactory own =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      own.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(own.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void keytool(Path keys, String... arguments) {
    List<String> command = new ArrayList<>(List.of(Jdk.running().tool("keytool")));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    command.addAll(List.of("-keystore", keys.toString()));
    Path log = directory.resolve("keytool.log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(ProcessBuilder.Redirect.PIPE)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      process.getOutputStream().close();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
