package org.aipassport.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;
import org.aipassport.values.SecretText;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30) // a bound that does not hold would leave threads waiting
class PasswordHasherTest {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final SecretText PASSWORD = new SecretText("p\u00e4ssword long enough");

  /** Of that password, by another program; the salt is the bytes 0 to 15. */
  private static final String STORED =
      "pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw$Iu7DMj1l9nFfO5USsjt8vw3cyi9z4KBkc4J1Zjg8SwfAO3y5"
          + "hSFAX1Vy5UDpkh-YC0el319v63pFH-bBz7y8FQ";

  private static final String A86 =
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final PasswordHasher hasher = new PasswordHasher(2, LONG);

  @Test
  void hashOfAnotherProgramIsVerified() {
    assertThat(hasher.verify(PASSWORD, STORED)).isTrue();
  }

  @Test
  void passwordIsTheSameHoweverItsLettersAreComposed() {
    assertThat(hasher.verify(new SecretText("pa\u0308ssword long enough"), STORED)).isTrue();
  }

  @Test
  void otherPasswordIsNotVerified() {
    assertThat(hasher.verify(new SecretText("p\u00e4ssword long enougH"), STORED)).isFalse();
    assertThat(hasher.verify(new SecretText(""), STORED)).isFalse();
  }

  @Test
  void hashIsOfTheStoredFormAndFreshlySalted() {
    String one = hasher.hash(PASSWORD);
    String other = hasher.hash(PASSWORD);
    assertThat(one)
        .matches("pbkdf2-sha512\\$210000\\$[A-Za-z0-9_-]{22}\\$[A-Za-z0-9_-]{86}")
        .isNotEqualTo(other);
    assertThat(hasher.verify(PASSWORD, one)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw$",
        "pbkdf2-sha512$0$AAECAwQFBgcICQoLDA0ODw$" + A86,
        "pbkdf2-sha512$1$AAECAwQFBgcICQoLDA0ODw$" + A86,
        "pbkdf2-sha512$-21000$AAECAwQFBgcICQoLDA0ODw$" + A86,
        "pbkdf2-sha512$99999999999$AAECAwQFBgcICQoLDA0ODw$" + A86,
        "pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODx$" + A86,
        "pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw$" + A86 + "A",
        "pbkdf2-sha512$210000$AAECAwQFBgcICQoLDA0ODw$" + A86 + "\n",
        "pbkdf2-sha256$210000$AAECAwQFBgcICQoLDA0ODw$" + A86,
      })
  void malformedStoredTextIsNeverVerifiedButCostsTheSame(String stored) {
    List<Integer> rounds = new ArrayList<>();
    PasswordHasher counted = new PasswordHasher(1, LONG, (p, s, r) -> zeros(rounds, r));
    assertThat(counted.verify(PASSWORD, stored)).isFalse();
    assertThat(rounds).containsExactly(210_000);
  }

  @Test
  void missingAccountCostsTheSameAsAnAccount() {
    List<Integer> rounds = new ArrayList<>();
    PasswordHasher counted = new PasswordHasher(1, LONG, (p, s, r) -> zeros(rounds, r));
    boolean verified = counted.verify(PASSWORD, STORED);
    counted.burn(PASSWORD);
    assertThat(verified).isFalse();
    assertThat(rounds).containsExactly(210_000, 210_000);
  }

  @Test
  void noMoreThanTheBoundRunAtOnce() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    Semaphore started = new Semaphore(0);
    CountDownLatch go = new CountDownLatch(1);
    PasswordHasher bounded =
        new PasswordHasher(
            2,
            LONG,
            (p, s, r) -> {
              most.accumulateAndGet(running.incrementAndGet(), Math::max);
              started.release();
              await(go);
              running.decrementAndGet();
              return new byte[64];
            });
    ExecutorService pool = Executors.newFixedThreadPool(10);
    try {
      List<Future<String>> hashes = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        hashes.add(pool.submit(() -> bounded.hash(PASSWORD)));
      }
      started.acquire(2);
      go.countDown();
      for (Future<String> hash : hashes) {
        hash.get();
      }
      assertThat(most).hasValue(2);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void whoWaitsLongerThanThePatienceIsRefused() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    PasswordHasher busy =
        new PasswordHasher(
            1,
            Duration.ZERO,
            (p, s, r) -> {
              started.countDown();
              await(go);
              return new byte[64];
            });
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try {
      Future<String> first = pool.submit(() -> busy.hash(PASSWORD));
      started.await();
      assertThat(refusal(() -> busy.verify(PASSWORD, STORED)).reason())
          .isEqualTo(Refusal.UNAVAILABLE);
      assertThat(refusal(() -> busy.burn(PASSWORD)).reason()).isEqualTo(Refusal.UNAVAILABLE);
      go.countDown();
      first.get();
      assertThat(busy.hash(PASSWORD)).isNotEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void placeIsGivenBackWhenTheComputationFails() {
    AtomicInteger calls = new AtomicInteger();
    PasswordHasher failing =
        new PasswordHasher(
            1,
            Duration.ZERO,
            (p, s, r) -> {
              if (calls.getAndIncrement() == 0) {
                throw new IllegalStateException("first time");
              }
              return new byte[64];
            });
    assertThat(catchThrowableOfType(IllegalStateException.class, () -> failing.hash(PASSWORD)))
        .isNotNull();
    assertThat(failing.hash(PASSWORD)).isNotEmpty();
  }

  @Test
  void interruptedWaiterIsRefusedAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    assertThat(refusal(() -> hasher.burn(PASSWORD)).reason()).isEqualTo(Refusal.UNAVAILABLE);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void boundOfNoneIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PasswordHasher(0, LONG));
  }

  private static byte[] zeros(List<Integer> rounds, int r) {
    rounds.add(r);
    return new byte[64];
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RefusalException refusal(ThrowingCallable call) {
    return catchThrowableOfType(RefusalException.class, call);
  }
}
