package io.taskflow.examples.progress;

import io.taskflow.examples.progress.Progress.Stage;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** One line every other second, and one for each piece of news: for logs and pipes. */
public final class PlainView implements ProgressView {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final PrintStream out;
  private Duration next = Duration.ZERO;
  private long newsShown;

  /** Prints there. */
  public PlainView(PrintStream out) {
    this.out = out;
  }

  @Override
  public void show(Progress progress) {
    showNews(progress);
    if (progress.elapsed().compareTo(next) >= 0) {
      next = progress.elapsed().plus(INTERVAL);
      out.println(line(progress));
    }
  }

  @Override
  public void finish(Progress progress) {
    showNews(progress);
    out.println(line(progress));
    out.flush();
  }

  private void showNews(Progress progress) {
    List<String> news = progress.news();
    long fresh = Math.min(progress.newsCount() - newsShown, news.size());
    news.subList(news.size() - (int) fresh, news.size())
        .forEach(text -> out.println("        " + text));
    newsShown = progress.newsCount();
  }

  private static String line(Progress progress) {
    return "%6.1f s %-10s %s"
        .formatted(
            progress.elapsed().toMillis() / 1000.0,
            progress.status(),
            progress.stages().stream().map(PlainView::stage).collect(Collectors.joining("  ")));
  }

  private static String stage(Stage stage) {
    String text = "%s %d/%d".formatted(stage.name(), stage.done(), stage.total());
    if (stage.failed() > 0) {
      text += " (" + stage.failed() + " failed)";
    }
    return stage.reverted() == 0 ? text : text + " (" + stage.reverted() + " reverted)";
  }
}
