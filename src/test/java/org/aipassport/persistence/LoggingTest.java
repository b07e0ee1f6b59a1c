package org.aipassport.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.aipassport.support.Databases;
import org.aipassport.support.OnBothDatabases;
import org.eclipse.persistence.logging.SessionLog;
import org.eclipse.persistence.sessions.server.ServerSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Everything that reaches the log of this process while the database works. */
class LoggingTest {
  private static final String CANARY = "canary-value-0123456789";
  private static final Logger ROOT = Logger.getLogger("");

  private final StringWriter log = new StringWriter();
  private final Handler recorder = new Recorder(new PrintWriter(log, true));

  @BeforeEach
  void listen() {
    ROOT.addHandler(recorder);
  }

  @AfterEach
  void stopListening() {
    ROOT.removeHandler(recorder);
  }

  @OnBothDatabases
  void statementsAreLoggedWithoutTheirParametersEvenAtTheFinestLevel(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      ServerSession session = table.database().factory().unwrap(ServerSession.class);
      session.setLogLevel(SessionLog.FINEST);
      table.transactions().run(em -> TestTable.insert(em, CANARY, 1));
      table.read(CANARY);
      assertThat(log.toString()).contains("INSERT INTO counter").doesNotContain(CANARY);
    }
  }

  @OnBothDatabases
  void aRefusedValueIsNotLogged(Databases.Kind kind) {
    try (TestTable table = TestTable.open(kind)) {
      table.transactions().run(em -> TestTable.insert(em, CANARY, 1));
      attempt(table, CANARY, 1);
      attempt(table, CANARY, -1);
      attempt(table, CANARY.repeat(9), 1);
      assertThat(log.toString()).doesNotContain(CANARY);
    }
  }

  private static void attempt(TestTable table, String name, long n) {
    assertThat(catchThrowable(() -> table.transactions().run(em -> TestTable.insert(em, name, n))))
        .isNotNull();
  }

  private static final class Recorder extends Handler {
    private final PrintWriter out;

    Recorder(PrintWriter out) {
      this.out = out;
      setLevel(Level.ALL);
    }

    @Override
    public void publish(LogRecord line) {
      out.println(line.getLoggerName() + " " + line.getMessage());
      for (Object parameter : line.getParameters() == null ? new Object[0] : line.getParameters()) {
        out.println(parameter);
      }
      if (line.getThrown() != null) {
        line.getThrown().printStackTrace(out);
      }
    }

    @Override
    public void flush() {
      out.flush();
    }

    @Override
    public void close() {
      out.close();
    }
  }
}
