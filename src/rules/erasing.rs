//! Forgetting somebody: what is taken away, what is told, and what stays out of reach.

use super::dossier::{Dossier, deletable};
use super::ids::ChatId;
use super::notice::Notice;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Why somebody is forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// They asked, and confirmed: they get a receipt.
    Asked,
    /// They asked without a word, with this message, which goes too. Nothing is said.
    Panic { message: i64 },
    /// They have been out of reach for long. Nobody is there to be told.
    Unreachable,
}

/// After this nobody waits any longer for what takes messages away, or for the receipt, to be accepted.
pub const PATIENCE: Duration = Duration::from_secs(24 * 3600);

/// Telegram takes at most so many messages to delete in one request.
pub const BATCH: usize = 100;

/// What a receipt tells: counts of what there was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    pub enrolments: u32,
    pub attempts: u32,
    pub answers: u32,
    pub questions: u32,
    /// Taps about the weeks, and answers in the form after the course.
    #[serde(default, skip_serializing_if = "is_none")]
    pub views: u32,
    /// Sentences that were kept sealed: about the weeks, in the form, and why the course matters to them.
    #[serde(default, skip_serializing_if = "is_none")]
    pub sentences: u32,
    /// Our messages in their chat: those that are deleted, and those that Telegram no longer lets us delete.
    pub here_deleted: u32,
    pub here_left: u32,
    /// Topics deleted in the mentors' group, with all that stood in them.
    pub topics: u32,
    /// The same as above in a mentors' group without topics.
    pub group_deleted: u32,
    pub group_left: u32,
    /// They run things: that, and their language, is kept.
    pub has_role: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_none(count: &u32) -> bool {
    *count == 0
}

/// What has to be done on Telegram so that somebody is forgotten.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// In mentors' groups: the chat, and what is done there.
    pub groups: Vec<(ChatId, Notice)>,
    /// In their own chat, in this order.
    pub here: Vec<Notice>,
    pub counts: Counts,
}

/// Decides what is done on Telegram about somebody of whom everything is forgotten.
pub fn plan(dossier: &Dossier, why: Why, now: DateTime<Utc>) -> Plan {
    let mut plan = Plan::default();
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    plan.counts.enrolments = count(dossier.enrolments.len());
    plan.counts.has_role = !dossier.roles.is_empty();
    for enrolled in &dossier.enrolments {
        plan.counts.attempts += count(enrolled.attempts.len());
        plan.counts.answers += enrolled.attempts.iter().map(|tried| tried.answers).sum::<u32>();
        plan.counts.questions += count(enrolled.questions.len());
        let views = &enrolled.views;
        plan.counts.views += count(views.taps.len() + views.form.len());
        let own = usize::from(enrolled.why.is_some());
        plan.counts.sentences += count(views.sentences.len() + views.form_sentences.len() + own);
        for held in &enrolled.groups {
            if let Some(thread) = held.thread {
                plan.counts.topics += 1;
                plan.groups.push((held.chat, Notice::EraseTopic { thread }));
            } else {
                let (numbers, left) = deletable(&held.messages, now);
                plan.counts.group_deleted += count(numbers.len());
                plan.counts.group_left += left;
                plan.groups.extend(batches(&numbers).map(|notice| (held.chat, notice)));
            }
        }
    }
    let (mut numbers, left) = deletable(&dossier.messages, now);
    plan.counts.here_deleted = count(numbers.len());
    plan.counts.here_left = left;
    match why {
        // Nothing reaches who has blocked the bot.
        Why::Unreachable => return plan,
        Why::Panic { message } => numbers.push(message),
        Why::Asked => {}
    }
    plan.here.extend(batches(&numbers));
    if why == Why::Asked {
        plan.here.push(Notice::Erased { counts: plan.counts });
    }
    plan
}

/// Messages to delete, as many as Telegram takes at once in each.
pub fn batches(numbers: &[i64]) -> impl Iterator<Item = Notice> + '_ {
    numbers.chunks(BATCH).map(|messages| Notice::EraseMessages { messages: messages.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::dossier::Known;
    use chrono::TimeDelta;

    fn dossier(messages: i64, now: DateTime<Utc>) -> Dossier {
        let known = |message| Known { message, sent_at: now - TimeDelta::minutes(1) };
        Dossier { messages: (1..=messages).map(known).collect(), ..Dossier::default() }
    }

    #[test]
    fn what_asked_goes_without_words_where_none_are_wanted_and_not_at_all_to_who_has_blocked_the_bot() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        let of = |why| plan(&dossier(3, now), why, now).here;
        let erase = |messages: &[i64]| Notice::EraseMessages { messages: messages.to_vec() };
        let asked = of(Why::Asked);
        assert_eq!(asked[0], erase(&[1, 2, 3]));
        assert!(matches!(asked[1..], [Notice::Erased { counts: Counts { here_deleted: 3, .. } }]), "{asked:?}");
        assert_eq!(of(Why::Panic { message: 9 }), [erase(&[1, 2, 3, 9])]);
        assert_eq!(of(Why::Unreachable), []);
    }

    #[test]
    fn no_more_messages_go_in_one_request_than_telegram_takes() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
        for (messages, expected) in [(0, vec![]), (1, vec![1]), (100, vec![100]), (250, vec![100, 100, 50])] {
            let here = plan(&dossier(messages, now), Why::Asked, now).here;
            let sizes: Vec<usize> = here
                .iter()
                .filter_map(|notice| match notice {
                    Notice::EraseMessages { messages } => Some(messages.len()),
                    _ => None,
                })
                .collect();
            assert_eq!(sizes, expected);
        }
    }
}
