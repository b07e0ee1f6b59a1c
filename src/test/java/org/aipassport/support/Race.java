package org.aipassport.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.aipassport.problems.Refusal;
import org.aipassport.problems.RefusalException;

/**
 * How a number of calls ended that all began at once.
 *
 * @param done what those that succeeded gave
 * @param refused why the others were refused
 */
public record Race<T>(List<T> done, List<RefusalException> refused) {
  private static final int PATIENCE = 120; // seconds, for machines that do other things too

  /** Runs the same call that often at once; throws what is neither a result nor a refusal. */
  public static <T> Race<T> of(int runners, Callable<T> call) {
    return of(runners, number -> call);
  }

  /** Runs that many calls at once, each told its number, from 0. */
  public static <T> Race<T> of(int runners, IntFunction<Callable<T>> calls) {
    ExecutorService threads = Executors.newFixedThreadPool(runners);
    try {
      CyclicBarrier start = new CyclicBarrier(runners);
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < runners; i++) {
        Callable<T> call = calls.apply(i);
        running.add(
            threads.submit(
                () -> {
                  start.await(PATIENCE, TimeUnit.SECONDS);
                  return call.call();
                }));
      }
      Race<T> race = new Race<>(new ArrayList<>(), new ArrayList<>());
      for (Future<T> one : running) {
        race.finish(one);
      }
      return race;
    } finally {
      threads.shutdownNow();
    }
  }

  private void finish(Future<T> running) {
    try {
      done.add(running.get(PATIENCE, TimeUnit.SECONDS));
    } catch (Exception e) {
      refused.add(
          Optional.ofNullable(e.getCause())
              .filter(RefusalException.class::isInstance)
              .map(RefusalException.class::cast)
              .orElseThrow(() -> new AssertionError("neither a result nor a refusal", e)));
    }
  }

  /** Why the others were refused. */
  public List<Refusal> reasons() {
    return refused.stream().map(RefusalException::reason).toList();
  }
}
