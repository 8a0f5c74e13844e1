package io.taskflow.controller.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What stands for a journal on the command line. */
class JournalAddressTest {

  @Test
  void aFileIsASqliteJournalWithAndWithoutItsScheme() {
    assertThat(JournalAddress.parse("flows.db", null, null, null))
        .isEqualTo(JournalAddress.parse("jdbc:sqlite:flows.db", null, null, null))
        .isInstanceOf(JournalAddress.Sqlite.class);
  }

  @Test
  void thePasswordOfADatabaseIsNeverShown() {
    String url = "jdbc:postgresql://db/flows";
    JournalAddress address =
        JournalAddress.parse(url + "?user=ada&password=s3cret", null, null, null);
    assertThat(address).isInstanceOf(JournalAddress.Postgres.class).hasToString(url);
    assertThat(JournalAddress.parse(url, "ada", "s3cret", null)).isEqualTo(address);
  }

  @Test
  void aFileHasNoUserNoPasswordAndNoTls() {
    assertThatThrownBy(() -> JournalAddress.parse("flows.db", "ada", null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no user, no password and no TLS");
    assertThatThrownBy(() -> JournalAddress.parse("flows.db", null, "s3cret", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void anythingElseIsRefused() {
    assertThatThrownBy(() -> JournalAddress.parse("jdbc:mysql://db/flows", null, null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("begins with jdbc:postgresql: or jdbc:sqlite:");
    assertThatThrownBy(() -> JournalAddress.parse("jdbc:postgresql://db/f", null, "s3cret", null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a parameter 'user'")
        .hasMessageNotContaining("s3cret");
  }
}
