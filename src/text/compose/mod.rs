//! From a notice and its reader to a finished message: one file a family, one function a notice.

mod admin;
mod calendar;
mod card;
mod certificate;
mod controls;
mod discretion;
mod dossier;
mod erasing;
mod essay;
mod feedback;
mod form;
mod help;
mod item;
mod items;
mod lesson;
mod look_back;
mod mentor;
mod onboarding;
mod own_words;
mod preview;
mod preview_form;
mod privacy;
mod progress;
mod question;
mod refusal;
mod regrade;
mod reread;
mod result;
mod review;
mod rules;
mod settings;
mod test;
mod why;
mod wizard;

pub(super) use calendar::half_hour;
pub use certificate::{certificate, certificate_card};
pub use discretion::hide_button;
pub use dossier::{my_data, my_data_file};
pub use erasing::panic_told;
pub(super) use items::choices_card;
pub(super) use progress::caption_fits;
pub(super) use refusal::sentence as refusal_sentence;
pub(super) use settings::own_name;
pub use why::put_above;

// What the families below write with.
use super::bidi;
use super::catalog::Catalog;
use super::draft::{Draft, clip, units};
use super::fold::fold;
use super::message::{Message, Reader};
use super::numbers;
use super::voice::{Voice, pick_in};
use crate::rules::course::Library;
use crate::rules::notice::Notice;

/// The message of a notice for a reader.
///
/// `None` only when the notice names a version, lesson or item that is not in the library. The text is empty where a
/// notice is no sentence: a keyboard alone, an act without words, and for `Topic`, `Received` and `ReplyArrived` the
/// text is the topic's title or the reaction.
pub fn compose(catalog: &Catalog, notice: &Notice, reader: &Reader, library: &Library) -> Option<Message> {
    use Notice as N;
    let voice = &Voice { catalog, reader, library };
    Some(match *notice {
        // Arriving
        N::Onboarding { .. } => onboarding::step(voice, notice)?,
        N::Welcome { .. } => card::welcome(voice, notice)?,
        N::CardHours { enrolment } => card::hours(voice, enrolment),
        N::Sample { enrolment, answered } => card::sample(voice, enrolment, answered),
        N::Eve { first_at, .. } => card::eve(voice, first_at),
        N::Privacy { enrolment, switches } => privacy::notice(voice, enrolment, switches),
        N::WhyAsk { enrolment, kept } => why::ask(voice, enrolment, kept),
        N::WhyMine { enrolment } => why::mine(voice, enrolment),
        N::WhyRemoved { enrolment } => why::removed(voice, enrolment),
        N::ConsentDeclined => onboarding::consent_declined(voice),
        N::Stranger => onboarding::stranger(voice),
        N::ButtonAwaited { step, .. } => onboarding::button_awaited(voice, step),
        // Lessons
        N::Lesson { enrolment, version, lesson, part, keys, back, .. } => {
            lesson::lesson(voice, enrolment, version, (lesson, part), keys, back)?
        }
        N::LessonFile { version, lesson, number, .. } => lesson::file(voice, version, lesson, number)?,
        N::DoneNoted { enrolment, lesson, keys, next_at } => {
            lesson::done_noted(voice, enrolment, lesson, keys, next_at)
        }
        N::LessonButtons { enrolment, lesson, keys, version, shown } => {
            lesson::buttons(voice, enrolment, lesson, keys, version, shown)
        }
        N::LessonIn { enrolment, version, lesson, part, language, keys } => {
            reread::lesson_in(voice, enrolment, version, (lesson, part), language, keys)?
        }
        N::Lessons { enrolment, version, week, opened, ref done } => {
            reread::list(voice, enrolment, version, week, opened, done)?
        }
        N::Back { enrolment, week, test, next_at, .. } => lesson::back(voice, enrolment, week, test, next_at),
        N::Today { .. } => lesson::today(voice, notice)?,
        N::Progress { .. } => progress::progress(voice, notice)?,
        N::WeekOpened { .. } => lesson::week_opened(voice, notice)?,
        N::Completed { enrolment, version, badges, weeks, certificate } => {
            lesson::completed(voice, (enrolment, certificate), version, badges, weeks)?
        }
        // The week's test
        N::TestOffer { .. } => test::offer(voice, notice)?,
        N::Item { .. } => item::item(voice, notice)?,
        N::LookedBack { .. } => look_back::item(voice, notice)?,
        N::AttemptPaused { .. } => test::paused(voice, notice)?,
        N::AttemptReady { enrolment, week, number, given_by_mentor, limit } => {
            test::ready(voice, enrolment, week, (number, limit), given_by_mentor)
        }
        N::EssayMarked { version, week, item, passed, .. } => essay::marked(voice, version, week, item, passed)?,
        N::Views { enrolment, attempt, week, views } => feedback::next(voice, (enrolment, attempt), week, views),
        N::SentencePrompt { enrolment, week } => feedback::prompt(voice, enrolment, week),
        N::SentenceDropped { .. } => feedback::dropped(voice),
        N::SentenceKept { enrolment, week, quotable } => feedback::kept(voice, enrolment, week, quotable),
        N::ReviewItem { .. } => review::item(voice, notice)?,
        N::ReviewAnswered { .. } => review::answered(voice, notice)?,
        N::TestResult { .. } => result::result(voice, notice)?,
        // The certificate; the name is not in the notice, see `certificate`
        N::CertificateAsk { .. } => certificate::ask(voice),
        N::CertificateName { enrolment, .. } | N::Certificate { enrolment, .. } | N::Gone { enrolment, .. } => {
            certificate::gone(voice, enrolment)
        }
        N::NameForgotten { .. } => certificate::forgotten(voice),
        N::Verified { ref answer, version } => certificate::verified(voice, answer, version),
        // Days and pace
        N::Nudge { .. } => calendar::nudge(voice, notice)?,
        N::SelfPaused { enrolment } => calendar::self_paused(voice, enrolment),
        N::RamadanHours { enrolment, span, at } => calendar::ramadan_hours(voice, enrolment, span, at),
        N::RamadanHourSet { enrolment, span, at } => calendar::ramadan_hour_set(voice, enrolment, span, at),
        // Questions: the participant's side
        N::AskPrompt { .. } => question::prompt(voice),
        N::QuestionHeld { question, first, document, .. } => question::held(voice, question, first, document),
        N::QuestionArrived { question, .. } => question::arrived(voice, question),
        N::QuestionWaits { question, .. } => question::waits(voice, question),
        N::QuestionDiscarded { enrolment, .. } => question::discarded(voice, enrolment),
        N::QuestionWithdrawn { enrolment, .. } => question::withdrawn(voice, enrolment),
        N::Received { .. } => question::reaction(question::SEEN),
        N::Reply { enrolment, opening: Some(ref opening), .. } => question::reply_with(voice, enrolment, opening),
        N::Reply { question, repeated, .. } => question::reply(voice, question, repeated),
        N::ReplyFile { question, of, file, repeated, ref opening } => {
            question::reply_file(voice, question, (of, file), repeated, opening.as_ref())
        }
        N::MentorSays { .. } => help::says(voice, notice)?,
        // Questions: the mentors' side
        N::Topic { handle, .. } => mentor::topic(voice, handle),
        N::TopicHeader { handle, language, country, week, day, .. } => {
            mentor::topic_header(voice, handle, language, country, week, day)
        }
        N::QuestionCopy { essay: Some(essay), .. } => essay::copy(voice, essay),
        N::EssayHeader { version, handle, week, item, .. } => essay::header(voice, version, handle, week, item)?,
        N::EssayNoted { handle, week, passed, .. } => essay::noted(voice, handle, week, passed),
        N::RepeatMark { .. } => mentor::repeat_mark(voice),
        N::ReplyArrived { .. } => question::reaction(question::ARRIVED),
        N::ReplyFailed { why, .. } => mentor::reply_failed(voice, why),
        N::NeedsHelp { enrolment, version, handle, week, ref missed, granted, exhausted, .. } => {
            mentor::needs_help(voice, (enrolment, handle), version, week, missed, granted, exhausted)?
        }
        N::HelpDraft { .. } => help::draft(voice, notice)?,
        N::HelpAsk { .. } => own_words::ask(voice, notice)?,
        N::HelpAnswered { handle, sent, .. } => own_words::answered(voice, handle, sent),
        N::HelpGiven { handle, week, opened, completed, .. } => {
            mentor::help_given(voice, handle, week, opened, completed)
        }
        N::ChooseCohort { ref cohorts } => mentor::choose_cohort(voice, cohorts)?,
        N::GroupBound { version, starts_on, forum, .. } => mentor::group_bound(voice, version, starts_on, forum)?,
        N::GroupUnfit { ref lacks, .. } => mentor::group_unfit(voice, lacks),
        // Settings and words
        N::Help { enrolment, admin } => settings::help(voice, enrolment, admin),
        N::Settings { enrolment, ref card } => controls::settings(voice, enrolment, card),
        N::ChoosePlace { enrolment } => controls::choose_place(voice, enrolment),
        N::ChooseZone { enrolment, ref zones, drawn_at } => controls::choose_zone(voice, enrolment, zones, drawn_at),
        N::ChooseBreak { enrolment, ref breaks } => controls::choose_break(voice, enrolment, breaks),
        N::ChooseLanguage { enrolment, version } => settings::choose_language(voice, enrolment, version)?,
        N::ChooseHour { enrolment } => settings::choose_hour(voice, enrolment),
        N::LanguageSet { .. } => settings::language_set(voice),
        N::HourSet { next_at, .. } => settings::hour_set(voice, next_at),
        N::ChooseStop { enrolment, until, kept_days } => settings::choose_stop(voice, enrolment, until, kept_days),
        N::Paused { enrolment, until } => settings::paused(voice, enrolment, until),
        N::Left { enrolment, kept_days } => settings::left(voice, enrolment, kept_days),
        N::Resumed { enrolment, next_at } => settings::resumed(voice, enrolment, next_at),
        N::Refused { enrolment, ref why } => refusal::message(voice, enrolment, why),
        N::Apology => settings::apology(voice),
        // Discretion
        N::Veiled { of } => discretion::veil(voice, of),
        N::ReplyGone { enrolment } => discretion::reply_gone(voice, enrolment),
        N::Safety { enrolment } => discretion::safety(voice, enrolment),
        N::Dot { .. } => discretion::dot(),
        // Admins
        N::Claimed => admin::claimed(voice),
        N::Admins { ref admins, you, owner, ref claim_code } => {
            admin::admins(voice, admins, you, owner, claim_code.as_deref())
        }
        N::AdminRemoved { person } => admin::admin_removed(voice, person),
        N::NewCohortCourse { ref versions } => wizard::course(voice, versions)?,
        N::NewCohortStart { version, today } => wizard::start(voice, version, today)?,
        N::NewCohortZone { version, starts_on } => wizard::zone(voice, version, starts_on)?,
        N::NewCohortConfirm { version, starts_on, zone } => wizard::confirm(voice, version, starts_on, zone)?,
        N::CohortCreated { cohort, version, starts_on, ref invite_code } => {
            wizard::created(voice, cohort, version, starts_on, invite_code)?
        }
        N::Cohorts { ref cohorts } => admin::cohorts(voice, cohorts)?,
        N::Invitation { version, starts_on, ref invite_code, enrolled, capacity, .. } => {
            admin::invitation(voice, version, starts_on, invite_code, enrolled, capacity)?
        }
        N::Roster { cohort, version, starts_on, page, pages, ref lines } => {
            admin::roster(voice, cohort, (version, starts_on), page, pages, lines)?
        }
        N::Stats { .. } => admin::stats(voice, notice)?,
        N::ItemsWeeks { cohort, version, starts_on } => items::weeks(voice, cohort, version, starts_on)?,
        N::Items { .. } => items::list(voice, notice)?,
        N::ItemsChart { .. } => items::chart(voice, notice)?,
        N::RegradeAsk { .. } => regrade::ask(voice, notice)?,
        N::RegradeDone { .. } => regrade::done(voice, notice)?,
        N::Regraded { .. } => regrade::passed(voice, notice)?,
        N::Quotes { .. } => feedback::quotes(voice, notice)?,
        N::FormEntry { enrolment, version, entry, answered } => {
            form::entry(voice, enrolment, version, entry, answered)?
        }
        N::FormQuote { enrolment, version, entry } => form::quote(voice, enrolment, version, entry)?,
        N::FormEnd { enrolment, answered, total, .. } => form::end(voice, enrolment, answered, total),
        N::FormThanks { enrolment, quotable } => form::thanks(voice, enrolment, quotable),
        N::FormStats { .. } => form::stats(voice, notice)?,
        N::FormQuotes { .. } => form::quotes(voice, notice)?,
        N::PickCohort { ref cohorts, what } => admin::pick_cohort(voice, cohorts, what)?,
        N::GroupTrouble { version, starts_on, ref lacks, .. } => {
            mentor::group_trouble(voice, version, starts_on, lacks)?
        }
        N::Rush { .. } => admin::rush(voice, notice)?,
        N::PickDays { ref cohorts, correction } => calendar::pick_days(voice, cohorts, correction)?,
        N::CohortDays { .. } => calendar::cohort_days(voice, notice)?,
        N::CountrySilent { .. } => calendar::country_silent(voice, notice)?,
        N::PreviewMenu { ref versions } => preview::menu(voice, versions)?,
        N::PreviewCourse { version, language } => preview::course(voice, version, language)?,
        N::PreviewLesson { version, language, lesson, part } => {
            preview::lesson(voice, version, language, lesson, part)?
        }
        N::PreviewRules { version, week } => rules::preview(voice, version, week)?,
        N::PreviewItem { version, language, week, item } => preview::item(voice, version, language, week, item)?,
        N::PreviewForm { version, language, first } => preview_form::page(voice, version, language, first)?,
        // What is kept, and forgetting
        N::ForgetAsk { person } => erasing::ask(voice, person),
        N::ForgetKept => erasing::kept(voice),
        N::Erased { counts } => erasing::erased(voice, counts),
        N::RetentionDue { .. } => erasing::retention_due(voice, notice)?,
        // Acts without words; what is kept is not in the notice, see `my_data`.
        N::MyData | N::MyDataFile | N::EraseMessages { .. } | N::EraseTopic { .. } => Message::default(),
        N::ReplyClosed { .. }
        | N::QuestionCopy { essay: None, .. }
        | N::EssaySettled { .. }
        | N::QuestionRemove { .. }
        | N::Sweep { .. }
        | N::CheckGroup { .. }
        | N::SetCommands { .. } => Message::default(),
    })
}
