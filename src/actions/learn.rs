//! Lessons: what comes, what was read, what can be opened now.

use super::desk::{ActionError, Desk, Participant};
use super::intent::{Pressed, PressedBy};
use super::{form, labels};
use crate::rules::decision::{Decision, Refusal};
use crate::rules::enrolment::Enrolment;
use crate::rules::ids::LessonId;
use crate::rules::notice::{Notice, Toast};
use crate::rules::pace::Due;
use crate::rules::release::{Released, Said};
use crate::rules::sketch::sketch;

/// Carries out what is due by now and keeps the enrolment.
/// `asked`: it is due because of what the person has just done, and not by the calendar alone.
pub(super) fn release(desk: &mut Desk<'_>, participant: &mut Participant, asked: bool) {
    let before = participant.enrolment.clone();
    let Released { next, said } = participant.setting(desk.now).release(before.clone(), asked);
    participant.enrolment = next;
    desk.keep(participant);
    for Said { notice, silent } in said {
        let id = match accompanied(desk, participant, notice) {
            // It rings a day after it came without a sound.
            notice @ Notice::TestOffer { week, .. } if before.progress.week(week).offered_at.is_some() => {
                desk.say_again(participant.place(), notice)
            }
            notice => desk.say(participant.place(), notice),
        };
        if silent {
            desk.silence(id);
        }
    }
}

/// Who else is in the week that opens: told where there are a few, and never compared.
pub(super) fn accompanied(desk: &Desk<'_>, participant: &Participant, notice: Notice) -> Notice {
    notice.accompanied(|week| desk.work.companions(participant.cohort.id, week))
}

/// *Done*: noted, and the buttons say what can be done next.
pub(super) fn done(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    lesson: LessonId,
) -> Result<(), ActionError> {
    match participant.enrolment.clone().finish_lesson(&participant.course, lesson) {
        Err(why) => desk.answer(pressed, Some(&participant.person), Toast::Refused(why)),
        Ok(enrolment) => {
            participant.enrolment = enrolment;
            let setting = participant.setting(desk.now);
            let keys = setting.lesson_keys(&participant.enrolment, lesson);
            let next_at = setting.next_of_course(&participant.enrolment).map(|(at, _)| at);
            desk.keep(&participant);
            desk.answer(pressed, Some(&participant.person), Toast::LessonDone { next_at });
            let enrolment = participant.enrolment.id;
            if matches!(pressed.by, PressedBy::Words(_)) {
                desk.say(participant.place(), Notice::DoneNoted { enrolment, lesson, keys, next_at });
            }
            let shown = match pressed.by {
                PressedBy::Words(_) => labels::language_of(desk, &participant, lesson),
                PressedBy::Tap(_) => desk.pressed_language(),
            };
            let version = Some(participant.cohort.version);
            desk.say(participant.place(), Notice::LessonButtons { enrolment, lesson, keys, version, shown });
        }
    }
    Ok(())
}

/// *Next lesson*, for who is behind the calendar.
pub(super) fn next(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    after: LessonId,
) -> Result<(), ActionError> {
    let decided = participant.setting(desk.now).open_next(participant.enrolment.clone(), after);
    opened(desk, pressed, participant, decided)
}

/// *Start week n*, for who passed after its first day had begun.
pub(super) fn start_week(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
    week: u8,
) -> Result<(), ActionError> {
    let decided = participant.setting(desk.now).start_week(participant.enrolment.clone(), week);
    opened(desk, pressed, participant, decided)
}

fn opened(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    decided: Result<Decision<Enrolment>, Refusal>,
) -> Result<(), ActionError> {
    match decided {
        Err(why) => desk.answer(pressed, Some(&participant.person), Toast::Refused(why)),
        Ok(Decision { next, notices }) => {
            participant.enrolment = next;
            desk.keep(&participant);
            desk.answer(pressed, Some(&participant.person), Toast::Silent);
            for notice in notices {
                desk.say(participant.place(), notice);
            }
        }
    }
    Ok(())
}

/// An opened lesson, again: never depends on the gate. It may be the last that the next attempt waited for.
pub(super) fn open(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    mut participant: Participant,
    lesson: LessonId,
) -> Result<(), ActionError> {
    if !participant.enrolment.may_ask() || !participant.enrolment.progress.has_opened(&participant.course, lesson) {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return Ok(());
    }
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    participant.enrolment.progress.waiting.retain(|waiting| *waiting != lesson);
    show(desk, &participant, lesson);
    let mut week = participant.enrolment.progress.week(lesson.week);
    let ready = week.reopen(lesson);
    let number = week.used.saturating_add(1);
    participant.enrolment.progress.set_week(lesson.week, week);
    desk.keep(&participant);
    if ready {
        let setting = participant.setting(desk.now);
        let notice = match setting.may_start_test(&participant.enrolment, lesson.week) {
            // What is left to wait for is said, and when.
            Err(why @ Refusal::AttemptAt { .. }) => Notice::Refused { enrolment: Some(participant.enrolment.id), why },
            _ => setting.attempt_ready(&participant.enrolment, lesson.week, number, false),
        };
        desk.say(participant.place(), notice);
    }
    Ok(())
}

/// How long a file that was asked for is not sent again by the same button: a phone repeats a press that got no answer.
pub(super) const FILE_ONCE: i64 = 600;

/// A file of an opened lesson, for who reads text only.
pub(super) fn file(desk: &mut Desk<'_>, pressed: &Pressed, participant: &Participant, lesson: LessonId, number: u8) {
    let (enrolment, version) = (participant.enrolment.id, participant.cohort.version);
    if !participant.enrolment.may_ask() || !participant.enrolment.progress.has_opened(&participant.course, lesson) {
        desk.answer(pressed, Some(&participant.person), Toast::OldButton);
        return;
    }
    desk.answer(pressed, Some(&participant.person), Toast::Silent);
    let key = format!("file:{enrolment}:{lesson}:{number}:{}", desk.now.timestamp() / FILE_ONCE);
    desk.say_once(key, participant.place(), Notice::LessonFile { enrolment, version, lesson, number }, None);
}

/// The first of the lessons that wait from days of rest.
pub(super) fn open_waiting(
    desk: &mut Desk<'_>,
    pressed: &Pressed,
    participant: Participant,
) -> Result<(), ActionError> {
    match participant.enrolment.progress.waiting.first().copied() {
        Some(lesson) => open(desk, pressed, participant, lesson),
        None => {
            desk.answer(pressed, Some(&participant.person), Toast::OldButton);
            Ok(())
        }
    }
}

/// Shows a lesson that was opened before.
pub(super) fn show(desk: &mut Desk<'_>, participant: &Participant, lesson: LessonId) {
    for notice in participant.setting(desk.now).show_lesson(&participant.enrolment, lesson) {
        desk.say_again(participant.place(), notice);
    }
}

/// `/today`: where the person stands, and the lesson of the day once more if it is not done.
pub(super) fn today(desk: &mut Desk<'_>, participant: &Participant) {
    if let Some(until) = participant.enrolment.returns_on() {
        let enrolment = participant.enrolment.id;
        desk.say(participant.place(), Notice::Paused { enrolment, until: Some(until) });
        return;
    }
    if let Err(why) = participant.enrolment.check_running() {
        desk.refuse(participant.place(), why);
        return;
    }
    let enrolment = &participant.enrolment;
    let last = enrolment.progress.last_lesson(&participant.course);
    let unfinished = last.filter(|lesson| !enrolment.progress.done.contains(lesson) && enrolment.is_running());
    let waiting = enrolment.progress.waiting.first().copied().filter(|_| enrolment.is_running());
    if let Some(lesson) = waiting {
        let mut participant = participant.clone();
        participant.enrolment.progress.waiting.retain(|waiting| *waiting != lesson);
        desk.keep(&participant);
        show(desk, &participant, lesson);
    } else if let Some(lesson) = unfinished {
        show(desk, participant, lesson);
    }
    say_today(desk, participant);
}

/// Where the person stands; on the message that says so when its button was pressed.
pub(super) fn say_today(desk: &mut Desk<'_>, participant: &Participant) {
    let setting = participant.setting(desk.now);
    let enrolment = &participant.enrolment;
    let last = enrolment.progress.last_lesson(&participant.course);
    let (behind, minutes) = setting.behind(enrolment);
    let current = last.map_or(1, |lesson| lesson.week);
    // A test that was left behind stays open for its badge.
    let startable = (1..=current).rev().find_map(|week| Some((week, setting.may_start_test(enrolment, week).ok()?)));
    let week = startable.map_or(current, |(week, _)| week);
    let waits = setting.may_start_test(enrolment, current).err().filter(|why| {
        matches!(
            why,
            Refusal::ReviseFirst { .. }
                | Refusal::AttemptAt { .. }
                | Refusal::NoAttemptLeft { .. }
                | Refusal::BeingRead { .. }
        )
    });
    let next_at = match setting.next_of_course(enrolment) {
        Some((at, Due::Lesson(_))) => Some(at),
        _ => None,
    };
    let notice = Notice::Today {
        enrolment: enrolment.id,
        version: participant.cohort.version,
        lesson: last,
        next_at,
        behind,
        minutes,
        week,
        test: startable.map(|(_, number)| number),
        may_open_next: !enrolment.progress.one_a_day && setting.may_open_next(enrolment).is_ok(),
        test_waits: (behind > 0 && startable.is_none() && waits.is_none())
            .then(|| setting.test_ahead(enrolment))
            .flatten(),
        waits,
        one_a_day: enrolment.progress.one_a_day,
        form: form::is_open(enrolment, &participant.course),
    };
    desk.say(participant.place(), notice);
}

/// `/progress`; `picture` when its picture was asked for.
pub(super) fn progress(desk: &mut Desk<'_>, participant: &Participant, picture: bool) {
    let progress = &participant.enrolment.progress;
    let notice = Notice::Progress {
        enrolment: participant.enrolment.id,
        version: participant.cohort.version,
        opened: progress.opened,
        done: progress.done.len().try_into().unwrap_or(u16::MAX),
        lessons: participant.course.lessons().count().try_into().unwrap_or(u16::MAX),
        badges: participant.course.weeks.iter().map(|week| progress.week(week.number).badge).collect(),
        weeks: sketch(&participant.course, progress),
        picture,
    };
    desk.say(participant.place(), notice);
}
