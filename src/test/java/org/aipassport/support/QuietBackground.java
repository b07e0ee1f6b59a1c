package org.aipassport.support;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.aipassport.config.Background;

/** Runs nothing: tests call the jobs themselves. */
@ApplicationScoped
class QuietBackground extends Background {
  @Override
  public void every(Duration period, String name, Runnable task) {
    // never
  }

  @Override
  public void after(Duration delay, String name, Runnable task) {
    // never
  }
}
