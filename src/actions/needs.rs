//! What an intent needs loaded before it is carried out.

use super::admin;
use super::intent::{Command, GroupEvent, Intent, PrivateEvent, Sender, Update, Words};
use crate::rules::ids::PersonId;
use crate::rules::press::Press;
use crate::rules::role::Act;
use crate::rules::typed::{LONGEST_LABEL, Typed};
use crate::store::{Needs, Work};
use chrono::{DateTime, Utc};

/// What an intent is about.
pub(super) fn needs(intent: &Intent, needs: &mut Needs) {
    let (chat, pressed) = match intent {
        Intent::Private { from, event } => {
            needs.telegram_ids.insert(from.telegram_id);
            match event {
                PrivateEvent::Command(Command::Claim(_)) => {
                    needs.claim = true;
                    return;
                }
                PrivateEvent::Panic { .. } => {
                    needs.dossiers.insert(from.telegram_id);
                    return;
                }
                PrivateEvent::Text { meaning, words, .. } => {
                    if is_label(words) {
                        needs.standing.insert(from.telegram_id);
                    }
                    if meaning.typed == Some(Typed::EraseAll) {
                        needs.dossiers.insert(from.telegram_id);
                    }
                    return;
                }
                PrivateEvent::Press(pressed) => (from.telegram_id, pressed),
                _ => return,
            }
        }
        Intent::Group { chat, from, event } => {
            needs.telegram_ids.extend([chat.telegram_id, from.telegram_id]);
            needs.threads.extend(chat.thread.map(|thread| (chat.telegram_id, thread)));
            match event {
                GroupEvent::Message { reply_to: Some(message), .. } => {
                    needs.messages.insert((chat.telegram_id, *message));
                    return;
                }
                GroupEvent::BotRemoved | GroupEvent::BotChanged => {
                    needs.admins = true;
                    return;
                }
                GroupEvent::Migrated { to } => {
                    needs.telegram_ids.insert(*to);
                    return;
                }
                GroupEvent::Press(pressed) => (chat.telegram_id, pressed),
                _ => return,
            }
        }
        Intent::Ignored => return,
    };
    needs.messages.extend(pressed.message.map(|message| (chat, message)));
    match pressed.press {
        Some(
            Press::Answer { attempt, .. }
            | Press::Toggle { attempt, .. }
            | Press::Match { attempt, .. }
            | Press::MatchBack { attempt, .. }
            | Press::Submit { attempt, .. }
            | Press::AsQuestion { attempt, .. }
            | Press::Seen { attempt, .. }
            | Press::MarkEssay { attempt, .. }
            | Press::ContinueLater { attempt }
            | Press::Continue { attempt }
            | Press::LookBack { attempt, .. }
            | Press::Rate { attempt, .. },
        ) => {
            needs.attempts.insert(attempt);
        }
        Some(
            Press::SendQuestion { question }
            | Press::DiscardQuestion { question }
            | Press::Withdraw { question }
            | Press::Helped { question },
        ) => {
            needs.questions.insert(question);
        }
        Some(Press::Read { delivery } | Press::Hide { delivery } | Press::ShowReply { delivery }) => {
            needs.deliveries.insert(delivery);
        }
        Some(
            Press::GiveAttempt { enrolment, .. } | Press::OpenWeek { enrolment, .. } | Press::Help { enrolment, .. },
        ) => {
            needs.enrolments.insert(enrolment);
        }
        Some(Press::Roster { cohort, .. }) => {
            needs.rosters.insert(cohort);
        }
        Some(Press::Stats { cohort }) => {
            needs.rosters.insert(cohort);
            needs.feedback.insert(cohort);
        }
        Some(Press::Items { cohort, week, .. } | Press::ItemsChart { cohort, week, .. }) if week > 0 => {
            needs.sittings.insert((cohort, week));
        }
        Some(Press::RemoveAdmin { .. }) => needs.admins = true,
        Some(Press::Forget { .. }) => {
            needs.dossiers.insert(chat);
        }
        _ => {}
    }
}

/// Whether what was typed could be the words on a button: then it is looked up which stand there.
fn is_label(words: &Words) -> bool {
    // A sign has four bytes at most, so what is long is not counted.
    words.0.len() <= 4 * LONGEST_LABEL && words.0.chars().count() <= LONGEST_LABEL
}

/// What can only be known once the first needs are loaded: of which cohort a roster is wanted, and which topics exist
/// that an announcement could be of.
pub(super) fn second_needs(work: &Work, updates: &[Update], now: DateTime<Utc>) -> Option<Needs> {
    let mut more = Needs::default();
    for update in updates {
        match &update.intent {
            Intent::Private { event: PrivateEvent::Command(Command::Roster), .. } => {
                more.rosters.extend(admin::only_cohort(work, now));
            }
            Intent::Private { event: PrivateEvent::Command(Command::Stats), .. } => {
                more.rosters.extend(admin::only_cohort(work, now));
                more.feedback.extend(admin::only_cohort(work, now));
            }
            Intent::Private { from, event: PrivateEvent::Text { meaning, .. } }
                // Both may stand on a result, and which lesson is meant hangs on that.
                if matches!(meaning.typed, Some(Typed::Rate { .. } | Typed::Lesson { week: None, .. })) =>
            {
                let person = person_of(work, from);
                let of_person = work.enrolments().map(|stored| &stored.enrolment);
                let of_person = of_person.filter(|enrolment| Some(enrolment.person) == person);
                more.attempts.extend(of_person.filter_map(|enrolment| Some(enrolment.progress.views?.attempt)));
            }
            Intent::Private { from, event: PrivateEvent::Text { meaning, .. } }
                if meaning.typed == Some(Typed::LookBack) =>
            {
                let person = person_of(work, from);
                let of_person = work.enrolments().filter(|stored| Some(stored.enrolment.person) == person);
                let weeks = of_person.flat_map(|stored| &stored.enrolment.progress.weeks);
                more.attempts.extend(weeks.filter_map(|week| week.shown));
            }
            Intent::Private { event: PrivateEvent::Command(Command::Items(Some(week))), .. } => {
                more.sittings.extend(admin::only_cohort(work, now).map(|cohort| (cohort, *week)));
            }
            // All that a cohort answered is opened for who may see what comes of it, and for nobody else's press.
            Intent::Private { from, event: PrivateEvent::Press(pressed) } => {
                if let Some(Press::Regrade { cohort, week, .. }) = pressed.press
                    && person_of(work, from).is_some_and(|person| may_run_cohorts(work, person))
                {
                    more.corrections.insert((cohort, week));
                }
            }
            Intent::Group { chat, event: GroupEvent::TopicMade { by_us: true, handle: Some(handle), .. }, .. } => {
                let group = work.chat_of_telegram(chat.telegram_id).map(|chat| chat.id);
                let cohorts =
                    work.cohorts.values().filter(|cohort| cohort.mentors.is_some() && cohort.mentors == group);
                more.handles.extend(cohorts.map(|cohort| (cohort.id, *handle)));
            }
            _ => {}
        }
    }
    (more != Needs::default()).then_some(more)
}

/// Who writes, if they are somebody here.
fn person_of(work: &Work, from: &Sender) -> Option<PersonId> {
    let chat = work.chat_of_telegram(from.telegram_id)?.id;
    work.person_at(chat).map(|person| person.id)
}

fn may_run_cohorts(work: &Work, person: PersonId) -> bool {
    work.roles().iter().any(|grant| grant.person == person && grant.role.may(Act::RunCohorts))
}
