//! What is kept and who sees it: each sentence behind the switch that makes it true.

use super::{Draft, Message, Voice};
use crate::rules::discretion::GOES_AFTER;
use crate::rules::feedback::LEAST;
use crate::rules::ids::EnrolmentId;
use crate::rules::press::Press;
use crate::rules::privacy::Switches;

pub(super) fn notice(voice: &Voice<'_>, enrolment: Option<EnrolmentId>, switches: Switches) -> Message {
    let mut draft = Draft::new(voice);
    add(voice, &mut draft, switches);
    if let Some(enrolment) = enrolment {
        draft.button(voice.say("button-ask"), Press::AskMentor { enrolment });
    }
    draft.finish()
}

/// The notice, also above the question for consent.
pub(super) fn add(voice: &Voice<'_>, draft: &mut Draft, switches: Switches) {
    // Every switch is looked at: one that is added does not compile before it is said.
    let Switches { kept_days, failed_days, mentors_help, cleaning, name_kept, form, essays } = switches;
    draft.bold(&voice.say("privacy-title"));
    draft.paragraph(&voice.fill("privacy-kept", &[("days", voice.count("days", kept_days).into())]));
    draft.paragraph(&voice.fill("privacy-not-kept", &[("failed-days", voice.count("days", failed_days).into())]));
    if name_kept {
        draft.line(&voice.say("privacy-name-kept"));
    }
    draft.paragraph(&voice.say("privacy-result"));
    if mentors_help {
        draft.line(&voice.say("privacy-help"));
    }
    draft.paragraph(&voice.say("privacy-mentors"));
    if essays {
        draft.line(&voice.say("privacy-essays"));
    }
    draft.line(&voice.say("privacy-organisers"));
    let least = voice.count("views-people", LEAST);
    draft.paragraph(&voice.say(if form { "privacy-views-form" } else { "privacy-views" }));
    draft.line(&voice.fill("privacy-figures", &[("people", least.into())])).line(&voice.say("privacy-sentences"));
    draft.paragraph(&voice.say("privacy-telegram"));
    let hours = voice.hours(GOES_AFTER);
    draft.line(&voice.fill(if cleaning { "privacy-cleaning" } else { "privacy-stays" }, &[("hours", hours.into())]));
    draft.paragraph(&voice.say("privacy-cannot"));
    draft.paragraph(&voice.say("privacy-stop"));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::course::{Language, Library};
    use crate::rules::preferences::Preferences;
    use crate::rules::schedule::Zone;
    use crate::text::{Catalog, Reader, bidi};

    fn said(language: Language, switches: Switches) -> String {
        let reader = Reader {
            language,
            zone: Zone::utc(),
            hour: 19,
            handle: None,
            preferences: Preferences::default(),
            bot_username: String::new(),
        };
        let (catalog, library) = (Catalog::embedded(), Library::new());
        bidi::bare(&notice(&Voice { catalog: &catalog, reader: &reader, library: &library }, None, switches).text)
    }

    /// The figure is that of the rule.
    #[test]
    fn what_people_think_is_said_to_be_shown_of_as_many_as_the_rule_asks_for() {
        for (language, expected) in [
            (Language::En, format!("fewer than {LEAST} people")),
            (Language::Fr, format!("moins de {LEAST} personnes")),
            (Language::Ar, format!("عن {LEAST} أشخاص")),
        ] {
            let said = said(language, Switches::default());
            assert!(said.contains(&expected), "{said}");
        }
    }

    /// What one switch changes is what it stands for, in every language; the rest of the notice stays word for word.
    #[test]
    fn each_switch_brings_its_own_sentence_and_takes_the_others_away() {
        let on = Switches {
            kept_days: 30,
            failed_days: 7,
            mentors_help: true,
            cleaning: true,
            name_kept: true,
            form: true,
            essays: true,
        };
        let off = |change: fn(&mut Switches)| {
            let mut switches = on;
            change(&mut switches);
            switches
        };
        for (language, switches, with, without) in [
            (Language::En, off(|to| to.kept_days = 1), "until 30 days after", "until one day after"),
            (Language::Ar, off(|to| to.kept_days = 2), "حتى 30 يومًا بعد", "حتى يومين بعد"),
            (Language::En, off(|to| to.failed_days = 3), "at most 7 days", "at most 3 days"),
            (Language::Ar, off(|to| to.failed_days = 11), "7 أيام على الأكثر", "11 يومًا على الأكثر"),
            (Language::En, off(|to| to.mentors_help = false), "After a second try", ""),
            (Language::Ar, off(|to| to.mentors_help = false), "بعد محاولة ثانية", ""),
            (Language::En, off(|to| to.name_kept = false), "The name on your certificate", ""),
            (Language::Ar, off(|to| to.name_kept = false), "الاسم المكتوب على شهادتكم", ""),
            (
                Language::En,
                off(|to| to.form = false),
                "in the form after the course",
                "What you say of the weeks is kept",
            ),
            (
                Language::Fr,
                off(|to| to.form = false),
                "le questionnaire après la formation",
                "sur les semaines est gardé",
            ),
            (Language::Ar, off(|to| to.form = false), "الاستبيان بعد الدورة", "رأيكم في الأسابيع يُحفظ"),
            (Language::En, off(|to| to.essays = false), "A longer answer", ""),
            (Language::Fr, off(|to| to.essays = false), "Une réponse rédigée", ""),
            (Language::Ar, off(|to| to.essays = false), "الإجابة المكتوبة", ""),
            (Language::En, off(|to| to.cleaning = false), "removed from it after 24 hours", "until you delete it"),
            (Language::Ar, off(|to| to.cleaning = false), "يُحذف منها بعد 24 ساعة", "إلى أن تحذفوه"),
        ] {
            let (one, other) = (said(language, on), said(language, switches));
            assert!(one.contains(with) && !other.contains(with), "{with}\n{one}\n{other}");
            assert!(without.is_empty() || (other.contains(without) && !one.contains(without)), "{without}\n{other}");
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
            let (one, other) = (lines(&one), lines(&other));
            assert!(one.difference(&other).count() <= 1 && other.difference(&one).count() <= 1, "{with}");
        }
    }
}
