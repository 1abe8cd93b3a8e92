//! Pace: who joins late, who is behind, who changes the hour.

use crate::support::transcript::Story;
use crate::support::utc;

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_on_day_five_catches_up_and_none_is_skipped() {
    let mut story = Story::start(utc("2027-03-06 08:00")).await;
    let (code, _) = story.opens("2027-03-07").await;
    let yasin = story.person("Yasin", "ar");
    story.until(utc("2027-03-11 12:00")).await;
    story.writes(yasin, &format!("/start {code}")).await;
    story.touches(yasin, "العربية").await;
    story.touches(yasin, "أوافق").await;
    story.touches(yasin, "اليمن").await;
    story.touches(yasin, "19:00").await;
    story.touches(yasin, "لا").await;
    story.touches(yasin, "أنهيتُ الدرس").await;
    story.touches(yasin, "الدرس التالي").await;
    story.touches(yasin, "أنهيتُ الدرس").await;
    let next = story.button(yasin, "الدرس التالي");
    story.touches(yasin, "الدرس التالي").await;
    story.presses_data(yasin, yasin, next.0, &next.1, "the same [الدرس التالي] again").await;
    story.touches(yasin, "أنهيتُ الدرس").await;
    story.writes(yasin, "/today").await;
    // The third more is refused with the hour of the next.
    let third = darb::rules::press::Press::NextLesson {
        enrolment: story.enrolment(yasin),
        after: darb::rules::ids::LessonId::new(1, 3),
    };
    story.presses_data(yasin, yasin, next.0, &third.encode(), "[الدرس التالي] a third time").await;
    story.until(utc("2027-03-12 16:00")).await;
    story.touches(yasin, "أنهيتُ الدرس").await;
    story.touches(yasin, "الدرس التالي").await;
    story.touches(yasin, "أنهيتُ الدرس").await;
    story.until(utc("2027-03-13 16:00")).await;
    story.until(utc("2027-03-14 16:00")).await;
    story.touches(yasin, "بدء الاختبار").await;
    story.answers_all(yasin, 12).await;
    story.until(utc("2027-03-15 16:00")).await;
    story.ends("joining_late").await;
}
