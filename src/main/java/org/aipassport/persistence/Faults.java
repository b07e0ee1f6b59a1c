package org.aipassport.persistence;

import jakarta.persistence.EntityExistsException;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.NoResultException;
import jakarta.persistence.NonUniqueResultException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.Set;
import java.util.stream.Stream;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.eclipse.persistence.exceptions.DatabaseException;

/** What an exception of the database means to a caller. */
final class Faults {
  private static final String DUPLICATE = "23505"; // in both databases
  private static final String CONSTRAINT_CLASS = "23";
  private static final String DATA_CLASS = "22";

  /** Statements that the database does not understand, or that we may not run. */
  private static final String STATEMENT_CLASS = "42";

  /** Serialization failure, deadlock (PostgreSQL), deadlock and lock timeout (Derby). */
  private static final Set<String> ROLLED_BACK = Set.of("40001", "40P01", "40XL1");

  /** Answers of JPA about rows, not troubles of the database. */
  private static final Set<Class<? extends PersistenceException>> ANSWERS =
      Set.of(
          NoResultException.class,
          NonUniqueResultException.class,
          EntityNotFoundException.class,
          EntityExistsException.class,
          OptimisticLockException.class);

  private Faults() {}

  /** Whether the database says that nothing was done, and that trying again helps. */
  static boolean mayBeRepeated(RuntimeException e) {
    return isOfDatabase(e) && states(e).anyMatch(ROLLED_BACK::contains);
  }

  /** Whether a refusal only says that others were in the way, again and again. */
  static boolean isContention(RefusalException e) {
    return e.getCause() instanceof RuntimeException cause && mayBeRepeated(cause);
  }

  /** The exception that callers get; one that is not the database's stays as it is. */
  static RuntimeException translate(RuntimeException e) {
    if (!isOfDatabase(e)) {
      return e;
    }
    if (states(e).anyMatch(DUPLICATE::equals)) {
      return new DuplicateRowException(e);
    }
    if (states(e).anyMatch(Faults::isOurMistake)) {
      return e;
    }
    if (states(e).anyMatch(state -> state.startsWith(DATA_CLASS))) {
      return withoutValue(e);
    }
    return RefusalException.because(Refusal.UNAVAILABLE, "The database is not available.", e);
  }

  /** Waiting does not help; whoever gets it must log it. */
  private static boolean isOurMistake(String state) {
    return state.startsWith(CONSTRAINT_CLASS) || state.startsWith(STATEMENT_CLASS);
  }

  private static boolean isOfDatabase(RuntimeException e) {
    return e instanceof DatabaseException
        || (e instanceof PersistenceException && !ANSWERS.contains(e.getClass()));
  }

  /** Both databases quote the value that they refuse: that message must reach no log. */
  private static IllegalStateException withoutValue(RuntimeException e) {
    IllegalStateException fault =
        new IllegalStateException(
            "The database refused a value: SQLState " + states(e).findFirst().orElse(DATA_CLASS));
    fault.setStackTrace(e.getStackTrace());
    return fault;
  }

  /** The SQLStates in an exception, its causes, and those that JDBC chains beside them. */
  static Stream<String> states(Throwable e) {
    return Stream.<Throwable>iterate(e, cause -> cause != null, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast)
        .flatMap(Faults::chained)
        .map(SQLException::getSQLState)
        .filter(state -> state != null);
  }

  private static Stream<SQLException> chained(SQLException first) {
    return Stream.iterate(first, next -> next != null, SQLException::getNextException);
  }
}
