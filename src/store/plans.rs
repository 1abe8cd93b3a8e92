//! How SQLite goes about a statement. What is asked over and over, or while others wait to write, must not take longer the
//! more was ever sent: of the outbox it reads what is looked up, or a partial index of what is open or went wrong.

use super::statement::Statement;
use super::{Engine, migrate};
use sqlx::{AssertSqlSafe, SqlitePool};

/// What the partial indexes hold that may be passed over from end to end.
const FEW: [&str; 2] = [" where state ", " where doubts "];

/// Fails where one of them passes over all of the outbox.
pub(super) async fn pass_by_what_was_sent(statements: &[&Statement]) {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("plan.db").display());
    let engine = Engine::open(&url).await.expect("a file");
    migrate(&engine).await.expect("tables");
    let Engine::Sqlite { readers, .. } = &engine else { panic!("a file") };
    let few = indexes_of_few(readers).await;
    for statement in statements {
        let steps = steps(readers, statement).await;
        let long = steps.iter().find(|step| is_long(step, &statement.sqlite, &few));
        assert!(long.is_none(), "{long:?} of {steps:#?}\n{}", statement.sqlite);
    }
}

async fn indexes_of_few(readers: &SqlitePool) -> Vec<String> {
    let indexes =
        "select name, sql from sqlite_schema where type = 'index' and tbl_name = 'outbox' and sql is not null";
    let indexes: Vec<(String, String)> = sqlx::query_as(indexes).fetch_all(readers).await.expect("indexes");
    indexes.into_iter().filter(|(_, text)| FEW.iter().any(|few| text.contains(few))).map(|(name, _)| name).collect()
}

async fn steps(readers: &SqlitePool, statement: &Statement) -> Vec<String> {
    let text = AssertSqlSafe(format!("explain query plan {}", statement.sqlite));
    let steps: Vec<(i64, i64, i64, String)> = sqlx::query_as(text).fetch_all(readers).await.expect("a plan");
    steps.into_iter().map(|(.., step)| step).collect()
}

/// `SCAN o`, `SCAN o USING COVERING INDEX outbox_settled`, or an index that is made for this once.
fn is_long(step: &str, text: &str, few: &[String]) -> bool {
    let mut words = step.split(' ');
    let (verb, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let is_outbox = name == "outbox" || text.contains(&format!("outbox {name} "));
    let is_of_few = words.next_back().is_some_and(|index| few.iter().any(|few| few == index));
    is_outbox && (step.contains(" AUTOMATIC ") || (verb == "SCAN" && !is_of_few))
}

#[test]
fn what_reads_all_that_was_sent_is_told_from_what_does_not() {
    let few = ["outbox_sending".to_owned()];
    for (step, expected) in [
        ("SCAN outbox", true),
        ("SCAN o", true),
        ("SCAN o USING COVERING INDEX sqlite_autoindex_outbox_1", true),
        ("SCAN o USING INDEX outbox_settled", true),
        ("SEARCH o USING AUTOMATIC COVERING INDEX (chat_id=?)", true),
        ("SCAN o USING INDEX outbox_sending", false),
        ("SEARCH o USING INDEX outbox_settled (settled_at>?)", false),
        ("SEARCH o USING INTEGER PRIMARY KEY (rowid=?)", false),
        ("SCAN c", false),
        ("SCAN json_each VIRTUAL TABLE INDEX 1:", false),
    ] {
        assert_eq!(is_long(step, "select 1 from outbox o join chats c on c.id = o.chat_id", &few), expected, "{step}");
    }
}
