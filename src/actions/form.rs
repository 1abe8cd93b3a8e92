//! The form after the course: opened by who has completed it, gone through on one message, handed in; and what admins see.

use super::desk::{ActionError, Desk, Participant, Place};
use super::feedback;
use super::intent::{Pressed, PressedBy, Words};
use super::press;
use crate::rules::course::{Course, Language};
use crate::rules::decision::Refusal;
use crate::rules::enrolment::{Enrolment, Status};
use crate::rules::feedback::{AWAITED_MINUTES, Awaited, sentence};
use crate::rules::form::{FormEntry, PREVIEWED, entries, is_figure};
use crate::rules::form_figures::{FormTap, counted, figures};
use crate::rules::form_progress::{FormChange, FormPress, FormProgress};
use crate::rules::ids::{EnrolmentId, SentenceId, VersionId};
use crate::rules::model::Cohort;
use crate::rules::notice::{Notice, Toast};
use crate::rules::press::Press;
use crate::store::form::{FormQuote, FormSentence};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;

/// So long a second tap on the button that opened the form is taken for a double tap.
const JUST_OPENED: TimeDelta = TimeDelta::minutes(1);

/// Entries whose figures stand in one message.
const ENTRIES_A_MESSAGE: usize = 6;

/// A button of the form.
pub(super) fn press(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    press: FormPress,
) -> Result<(), ActionError> {
    let stands = stands(desk, &participant);
    let went = stands.and_then(|(form, course)| Ok((form.press(&course.form, press, desk.now)?, course)));
    let ((next, change), course) = match went {
        Ok(went) => went,
        Err(why) => {
            let toast = match why {
                Refusal::AlreadyAnswered => Toast::AlreadyAnswered,
                Refusal::Outdated => Toast::OldButton,
                why => Toast::Refused(why),
            };
            desk.answer(pressed, Some(&participant.person), toast);
            return Ok(());
        }
    };
    let enrolment = participant.enrolment.id;
    let name = |entry: u8| course.form.get(usize::from(entry)).map(|entry| entry.name.clone()).unwrap_or_default();
    match change {
        FormChange::Nothing => {}
        FormChange::Tapped { entry, choice } => {
            desk.work.form.tap(FormTap { enrolment, entry: name(entry), choice, at: desk.now });
        }
        FormChange::Quoted { entry, quotable } => {
            desk.work.form.quote(FormQuote { enrolment, entry: name(entry), quotable });
        }
        FormChange::Unquoted => desk.work.form.unquote(enrolment),
    }
    let is_kept = matches!(change, FormChange::Tapped { .. } | FormChange::Quoted { .. } | FormChange::Unquoted);
    desk.answer(pressed, Some(&participant.person), if is_kept { Toast::Saved } else { Toast::Silent });
    let just_begun = |form: &FormProgress| form.page() == 0 && desk.now - form.touched_at < JUST_OPENED;
    let is_double = press == FormPress::Open && participant.enrolment.progress.form.as_ref().is_some_and(just_begun);
    let notice = keep(desk, &mut participant, next, &course);
    if is_double {
        desk.say_on_screen(participant.place(), notice);
    } else {
        desk.say(participant.place(), notice);
    }
    Ok(())
}

/// The form that is under way with its course, or a new one for who has completed the course.
fn stands(desk: &Desk<'_>, participant: &Participant) -> Result<(FormProgress, Arc<Course>), Refusal> {
    let enrolment = &participant.enrolment;
    if matches!(enrolment.status, Status::Left { .. }) {
        return Err(Refusal::HasLeft);
    }
    if let Some(form) = enrolment.progress.form {
        let course = desk.work.library.get(&form.version).cloned();
        return Ok((form, course.ok_or(Refusal::Outdated)?));
    }
    if !matches!(enrolment.status, Status::Completed { .. }) {
        return Err(Refusal::FormNotYet);
    }
    let _entries = entries(&participant.course).ok_or(Refusal::Outdated)?;
    Ok((FormProgress::begin(participant.cohort.version, desk.now), Arc::clone(&participant.course)))
}

/// Keeps how far somebody is, and says what to show. A page that asks for a sentence waits for it.
fn keep(desk: &mut Desk<'_>, participant: &mut Participant, form: FormProgress, course: &Course) -> Notice {
    let progress = &mut participant.enrolment.progress;
    progress.form = Some(form);
    let until = desk.now + TimeDelta::minutes(AWAITED_MINUTES);
    progress.awaited = form.asks_sentence(&course.form).then_some(Awaited { week: 0, until });
    desk.keep(participant);
    let (enrolment, version, entry) = (participant.enrolment.id, form.version, form.at);
    match form.entry(&course.form) {
        _ if form.handed_in_at.is_some() => Notice::FormThanks { enrolment, quotable: form.quotable != 0 },
        None => {
            let answered = u8::try_from(form.answered.count_ones()).unwrap_or(u8::MAX);
            let total = u8::try_from(course.form.len()).unwrap_or(u8::MAX);
            Notice::FormEnd { enrolment, version, answered, total }
        }
        Some(_) if form.quoting => Notice::FormQuote { enrolment, version, entry },
        Some(_) => Notice::FormEntry { enrolment, version, entry, answered: form.has_answered(entry) },
    }
}

/// A message of somebody whose sentence is awaited. True when it was one.
pub(super) fn written(desk: &mut Desk<'_>, participant: &mut Participant, words: &Words) -> bool {
    let Ok((form, course)) = stands(desk, participant) else { return false };
    let Some(entry) = form.entry(&course.form).filter(|_| form.asks_sentence(&course.form)) else { return false };
    let (id, enrolment) = (SentenceId(desk.work.fresh_id()), participant.enrolment.id);
    let kept = FormSentence { id, enrolment, entry: entry.name.clone(), words: sentence(&words.0), at: desk.now };
    desk.work.form.sentence(kept);
    let notice = keep(desk, participant, form.written(desk.now), &course);
    desk.answers_below();
    desk.say(participant.place(), notice);
    true
}

/// A figure or the words of an answer, typed while its entry is at hand. True when it was one.
pub(super) fn typed(
    desk: &mut Desk<'_>,
    participant: &Participant,
    message: i64,
    words: &Words,
) -> Result<bool, ActionError> {
    let enrolment = participant.enrolment.id;
    let Some((form, course)) = at_hand(desk, participant) else { return Ok(false) };
    let Some(entry) = form.entry(&course.form).filter(|entry| !entry.is_sentence()) else { return Ok(false) };
    let Some(choice) = entry.typed(&words.0) else {
        if is_figure(&words.0) {
            desk.refuse(participant.place(), Refusal::FormFigure { most: entry.taps() });
            return Ok(true);
        }
        return Ok(false);
    };
    let press = Press::Form { enrolment, press: FormPress::Answer { entry: form.at, choice } };
    desk.answers_below();
    let pressed = Pressed { by: PressedBy::Words(message), message: None, press: Some(press) };
    press::participant_press(desk, &pressed, participant.clone(), press)?;
    Ok(true)
}

/// The form, while it is what somebody has just been busy with: no message to the mentors was written since.
pub(super) fn at_hand(desk: &Desk<'_>, participant: &Participant) -> Option<(FormProgress, Arc<Course>)> {
    let form = participant.enrolment.progress.form.filter(|form| form.is_at_hand(desk.now))?;
    let course = desk.work.library.get(&form.version).cloned()?;
    (!feedback::has_asked_since(desk, participant, form.touched_at)).then_some((form, course))
}

/// The entries that somebody can still answer: the course is completed, and the form not handed in.
pub(super) fn is_open(enrolment: &Enrolment, course: &Course) -> bool {
    let is_handed_in = enrolment.progress.form.is_some_and(|form| form.handed_in_at.is_some());
    matches!(enrolment.status, Status::Completed { .. }) && !is_handed_in && entries(course).is_some()
}

// ---- For admins -----------------------------------------------------------------------------------------------------

/// What a cohort answered, and the sentences that may be quoted: of groups of five at least. Whose course had another
/// version has other entries, and is counted apart.
pub(super) fn say_figures(desk: &mut Desk<'_>, place: Place, cohort: &Cohort) -> Result<(), ActionError> {
    let mut handed_in: BTreeMap<VersionId, Vec<(DateTime<Utc>, EnrolmentId)>> = BTreeMap::new();
    let mut has_completed = false;
    for enrolment in desk.work.enrolments().map(|stored| &stored.enrolment).filter(|one| one.cohort == cohort.id) {
        has_completed |= matches!(enrolment.status, Status::Completed { .. });
        if let Some(FormProgress { version, handed_in_at: Some(at), .. }) = enrolment.progress.form {
            handed_in.entry(version).or_default().push((at, enrolment.id));
        }
    }
    let of_cohort = desk.work.form_of(cohort.id).cloned().unwrap_or_default();
    let mut notices = Vec::new();
    for (version, handed_in) in handed_in {
        let counted = counted(&handed_in);
        let Some(course) = desk.work.library.get(&version).filter(|_| !counted.is_empty()) else { continue };
        let (cohort, starts_on) = (cohort.id, cohort.starts_on);
        let people = u32::try_from(counted.len()).unwrap_or(u32::MAX);
        let all = figures(&course.form, &of_cohort.taps, &counted);
        for (number, entries) in all.chunks(ENTRIES_A_MESSAGE).enumerate() {
            let first = u8::try_from(number * ENTRIES_A_MESSAGE).unwrap_or(u8::MAX);
            notices.push(Notice::FormStats { cohort, version, starts_on, people, first, entries: entries.to_vec() });
        }
        let quotable = of_cohort.quotable.iter().filter(|quote| counted.contains(&quote.enrolment));
        let mut sentences: BTreeMap<u8, Vec<SentenceId>> = BTreeMap::new();
        for quote in quotable {
            if let Some(entry) = place_of(&course.form, &quote.entry) {
                sentences.entry(entry).or_default().push(quote.id);
            }
        }
        if !sentences.is_empty() {
            sentences.values_mut().for_each(|ids| ids.sort_unstable());
            let sentences = sentences.into_iter().collect();
            notices.push(Notice::FormQuotes { cohort, version, starts_on, sentences, words: Vec::new() });
        }
    }
    if notices.is_empty() && has_completed && entries(&*desk.course_of(cohort)?).is_some() {
        let (cohort, version, starts_on) = (cohort.id, cohort.version, cohort.starts_on);
        notices.push(Notice::FormStats { cohort, version, starts_on, people: 0, first: 0, entries: Vec::new() });
    }
    for notice in notices {
        desk.say(place, notice);
    }
    Ok(())
}

/// All entries as participants will see them, for whoever previews a course.
pub(super) fn preview(desk: &mut Desk<'_>, place: Place, version: VersionId, language: Language) {
    let entries = desk.work.library.get(&version).map_or(0, |course| course.form.len());
    for first in (0..entries).step_by(PREVIEWED) {
        let first = u8::try_from(first).unwrap_or(u8::MAX);
        desk.say(place, Notice::PreviewForm { version, language, first });
    }
}

fn place_of(entries: &[FormEntry], name: &str) -> Option<u8> {
    entries.iter().position(|entry| entry.name == name)?.try_into().ok()
}
