//! Every kind of problem that course files can have: its code, what it says and the remedy, side by side.

use thiserror::Error;

/// Writes the enum and its three faces from one table, so that a kind cannot be without a code or a remedy.
macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),* })? = $code:literal, $message:literal, $help:literal;)*) => {
        /// What is wrong, with what is needed to say it. Texts are lower-case fragments that follow `path:line:column:
        /// `.
        #[derive(Debug, Clone, PartialEq, Eq, Error)]
        pub enum ProblemKind {
            $($(#[$doc])* #[error($message)] $name $({ $($field: $type),* })?,)*
        }

        impl ProblemKind {
            /// The codes of all kinds; each has at least one case in `tests/content/cases.toml`.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The kind's stable name, for a search and for the tests.
            pub fn code(&self) -> &'static str {
                match self {
                    $(Self::$name { .. } => $code,)*
                }
            }

            /// What the author can do about it.
            #[expect(unused_variables, reason = "most remedies do not name every field of their kind")]
            pub fn help(&self) -> String {
                match self {
                    $(Self::$name $({ $($field),* })? => format!($help),)*
                }
            }
        }
    };
}

kinds! {
    /// A file or folder that the system does not let us read.
    Unreadable { reason: String } = "content::file::unreadable",
        "cannot be read: {reason}", "check that it is there and may be read";
    NotUtf8 = "content::file::not_utf8",
        "this is not UTF-8 text from here on", "save the file with the encoding UTF-8";
    UnknownName { name: String } = "content::file::unknown_name",
        "`{name}` is not the name of a course file",
        "a week's files are called `day-1.en.md` and `assessment.en.gift`, a week's folder `week-1`; pictures go to `media/`";
    UnknownDay { day: String } = "content::file::unknown_day",
        "there is no day {day}: a week has one to six lessons",
        "number the lessons from 1 to 6; what comes after them belongs in another week";
    UnknownLanguage { code: String } = "content::file::unknown_language",
        "`{code}` is not a language we speak", "use `ar`, `en` or `fr` before the ending of the name";
    UnlistedLanguage { code: &'static str } = "content::file::unlisted_language",
        "the course is not offered in `{code}`, so nobody would see this file",
        "add `{code}` to `languages` in course.toml, or take the file out";

    NoCourse = "content::course::none",
        "there is no course in this folder", "make a folder for the course and write its course.toml";
    BadSlug { name: String } = "content::course::bad_slug",
        "the folder's name `{name}` cannot name a course", "use lower-case letters a to z, digits and hyphens, as in `social-media`";
    HoursAlone = "content::course::hours_alone",
        "`hours` stands on a certificate, and the course gives none", "write `certificate = true` as well, or take `hours` out";
    NoManifest = "content::course::no_manifest",
        "the course has no course.toml", "write it: languages, titles and weeks of the course";
    ManifestLanguage { code: String } = "content::course::unknown_language",
        "`{code}` is not a language we speak", "use `ar`, `en` or `fr`";
    RepeatedLanguage { code: &'static str } = "content::course::repeated_language",
        "`{code}` stands twice among the languages", "take one of the two out";
    SourceNotListed { code: &'static str } = "content::course::source_not_listed",
        "the source language `{code}` is not among the languages", "add `{code}` to `languages`, or choose another source";
    NoWeek = "content::course::no_week",
        "the course has no week", "add a `[[week]]` with its titles for each folder `week-1`, `week-2` and so on";
    NoTitle { language: &'static str } = "content::course::no_title",
        "the title is missing in `{language}`", "add `{language} = \"...\"`";
    UnknownGate { value: String } = "content::course::unknown_gate",
        "`{value}` does not say what opens the next week",
        "use `passed` (the test must be passed) or `taken` (it is enough to take it)";

    UnknownRule { key: &'static str, value: String, known: String } = "content::rules::unknown_value",
        "`{value}` is not known for `{key}`", "use {known}";
    TooLittleTime { week: u8, limit: u8, minutes: u8 } = "content::rules::too_little_time",
        "the test of week {week} takes about {minutes} minutes, and its time limit is {limit}",
        "give more time, or say with `minutes` how long the test takes";
    DrawNothing = "content::rules::draw_nothing",
        "`draw` names no tag", "say how many to draw, as in `draw = 10` or `draw = {{ day-1 = 2, day-2 = 2 }}`";
    NoItemBears { tag: String, week: u8 } = "content::rules::no_item_bears",
        "no item of week {week} bears the tag `{tag}`", "write `// [tag:{tag}]` above the items that are meant, or mend the name here";
    TagTooSmall { tag: String, week: u8, asked: usize, found: usize } = "content::rules::tag_too_small",
        "{asked} items are to be drawn of `{tag}`, and week {week} has {found}", "write more items with this tag, or draw fewer";
    PoolTooSmall { week: u8, asked: usize, found: usize } = "content::rules::pool_too_small",
        "{asked} items are to be drawn, and of those of week {week} no more than {found} can be",
        "write more items, or draw fewer; an item with several tags is drawn for one of them";
    TagReserved { tag: String } = "content::rules::tag_reserved",
        "`{tag}` names its lesson by itself", "take it out here, or choose another tag";

    Syntax { reason: String } = "content::toml::syntax",
        "this is not TOML: {reason}", "texts need quotation marks, lists need brackets, and each key its own line";
    UnknownKey { key: String, known: String } = "content::toml::unknown_key",
        "the key `{key}` is not known here", "the keys are {known}";
    MissingKey { key: &'static str, example: &'static str } = "content::toml::missing_key",
        "the key `{key}` is missing", "add it, as in `{example}`";
    WrongType { key: String, found: &'static str, wanted: &'static str } = "content::toml::wrong_type",
        "`{key}` is of the type {found}", "write {wanted}";
    OutOfRange { key: &'static str, low: u8, high: u8 } = "content::toml::out_of_range",
        "`{key}` is out of range", "give a whole number from {low} to {high}";

    UnknownCountry { code: String } = "content::days::unknown_country",
        "`{code}` is not a country we know", "use `iq`, `jo`, `lb`, `eg`, `ma`, `ps`, `sd`, `sy`, `tn`, `ye` or `other`";
    NoCountry = "content::days::no_country",
        "the list of countries is empty", "name the countries, or take the key out: then it holds everywhere";
    UnknownWeekday { value: String } = "content::days::unknown_weekday",
        "`{value}` is not a day of the week", "use `mon`, `tue`, `wed`, `thu`, `fri`, `sat` or `sun`";
    SpanBackwards = "content::days::backwards",
        "this is before the first day", "give the last day of it, or take `until` out if it is one day";
    HolidayTooLong { days: i64, max: i64 } = "content::days::too_long",
        "this holiday has {days} days, more than {max}", "check the years of `from` and `until`";
    RamadanLength { days: i64 } = "content::days::ramadan_length",
        "this Ramadan has {days} days", "give its first and its last day; it has 29 or 30";
    RamadanOverlaps = "content::days::ramadan_overlaps",
        "this Ramadan lies in another one", "give each Ramadan once, with its own dates";

    FormUnknownKind { value: String } = "content::form::unknown_kind",
        "`{value}` is not a way to answer", "use `scale` (taps from 1 on), `choice` (one of some options) or `sentence`";
    FormBadName { name: String } = "content::form::bad_name",
        "`{name}` cannot name an entry of the form", "use 1 to 32 lower-case letters a to z, digits and hyphens, as in `useful`";
    FormRepeatedName { name: String } = "content::form::repeated_name",
        "the name `{name}` was given to an earlier entry", "give each entry of the form a name of its own";
    FormTextMissing { key: &'static str, language: &'static str } = "content::form::text_missing",
        "`{key}` is missing in `{language}`", "add `{key}.{language}`; the course promises to be complete in this language";
    FormTooLong { units: usize, max: usize } = "content::form::too_long",
        "this has {units} characters, more than {max}", "shorten it: it is read on a small screen, an option on a button";
    FormTooMany { max: u8 } = "content::form::too_many",
        "the form has more than {max} entries", "take out what you can do without: a long form is left half-way";
    FormOptionCount { found: usize, low: usize, high: usize } = "content::form::option_count",
        "the number of options is {found}", "give {low} to {high}";
    FormEmptyOption = "content::form::empty_option",
        "an option is empty", "write its words, or take it out";
    FormRepeatedOption { option: String } = "content::form::repeated_option",
        "the option `{option}` stands here twice", "change one of the two";
    FormOptionsDiffer { language: &'static str, other: &'static str, here: usize, there: usize } = "content::form::options_differ",
        "there are {here} options in `{language}` and {there} in `{other}`", "give the same options in the same order in every language";

    NoWeekFolder { week: u8 } = "content::week::no_folder",
        "week {week} has no folder", "make the folder `week-{week}`, or take this `[[week]]` out";
    UnlistedWeek { week: u8 } = "content::week::unlisted",
        "course.toml has no week {week}", "add a `[[week]]` for it, or take the folder out";
    NoLessons = "content::week::no_lessons",
        "the week has no lesson", "write `day-1` in each language of the course";
    DayGap { day: u8 } = "content::week::day_gap",
        "day {day} is missing though later days are there", "write it, or number the lessons without a gap";

    LessonMissing { language: &'static str } = "content::lesson::missing",
        "the lesson is missing in `{language}`", "write it; the course promises to be complete in this language";
    FrontMatterOpen = "content::lesson::front_matter_open",
        "the front matter is not closed", "put a line `+++` after its last key";
    LessonNoTitle = "content::lesson::no_title",
        "the lesson has no title", "begin with `# Title`, or give `title` in the front matter";
    LessonEmpty = "content::lesson::empty",
        "the lesson has no text besides its title", "write the lesson";
    LessonTooLong { parts: usize, max: usize } = "content::lesson::too_long",
        "the lesson takes {parts} messages, more than {max}", "shorten it, or make two lessons of it";
    LongAtom { what: &'static str, max: u32 } = "content::lesson::unsplittable",
        "this {what} is longer than a message ({max} characters) and cannot be cut", "shorten it, or make two of it";

    Image = "content::markdown::image",
        "a picture cannot stand inside a paragraph, a list or a link",
        "give it a paragraph of its own, with a blank line before and after it";
    Html = "content::markdown::html",
        "HTML is not supported", "use Markdown: `**bold**`, `*italic*`, `> quotation`; write `\\<` for the sign itself";
    TableUnsupported = "content::markdown::table",
        "tables are not supported: a phone is too narrow", "make a list of it, one line a row";
    Footnote = "content::markdown::footnote",
        "footnotes are not supported", "put the note into the text in brackets";
    NestedList = "content::markdown::nested_list",
        "a list inside a list is not supported", "make one list of it, or put the inner one into a sentence";
    BadLink { target: String } = "content::markdown::bad_link",
        "`{target}` is not a link that opens from a chat", "begin it with https://, http://, tg: or mailto:";
    EmptyLink = "content::markdown::empty_link",
        "the link has no words to press", "write them between the square brackets";

    MediaOutside { target: String } = "content::media::outside",
        "`{target}` is not in the folder `media` of this week", "put the file there, and write `media/` and its name";
    MediaMissing { name: String } = "content::media::missing",
        "there is no file `{name}` in the folder `media` of this week", "put it there, or mend its name; capitals count";
    MediaNotCarried { name: String } = "content::media::not_carried",
        "`{name}` is of a kind that is not carried", "make it a picture (.png, .jpg), a document (.pdf), a recording (.mp3, .m4a) or a film (.mp4)";
    MediaTooLarge { name: String, max_megabytes: u64 } = "content::media::too_large",
        "`{name}` is larger than the {max_megabytes} MB that Telegram takes", "make it smaller: participants pay for what they load";
    MediaBroken { name: String, what: &'static str } = "content::media::broken",
        "`{name}` is not {what}, though its name says so", "save it anew in that format";
    PictureShape { name: String, width: u32, height: u32 } = "content::media::shape",
        "Telegram does not show `{name}` with its {width} x {height} pixels",
        "make it smaller or less narrow: 10,000 pixels at most for width and height together, and one at most 20 times the other";
    NoAlternative = "content::media::no_alternative",
        "nothing says in words what this shows",
        "write it between the square brackets, for who cannot see or does not load it: `![two hands hold a phone](media/phone.png)`";
    CaptionTooLong { units: u32, max: u32 } = "content::media::caption_too_long",
        "the words under this file have {units} characters, more than {max}", "shorten them; what else there is to say belongs in the text";

    LatinFirst { letter: char } = "content::text::latin_first",
        "the Arabic line begins with `{letter}`, so Telegram would set it from left to right", "begin it with an Arabic word";

    AssessmentMissing { language: &'static str } = "content::assessment::missing",
        "the week's assessment is missing in `{language}`", "write it; the course promises to be complete in this language";
    AssessmentEmpty = "content::assessment::empty",
        "the assessment has no item", "write at least one";

    BraceOpen = "content::gift::brace_open",
        "this brace is not closed before the next blank line", "close it with a right brace; write `\\{{` for the sign itself";
    BraceStray = "content::gift::brace_stray",
        "this brace closes nothing", "open the choices with a left brace; write `\\}}` for the sign itself";
    NoBlankLine = "content::gift::no_blank_line",
        "another item begins right below", "leave a blank line between items";
    NameOpen = "content::gift::name_open",
        "the item's name is not closed", "put `::` after it on the same line";
    NotAChoice { found: String } = "content::gift::not_a_choice",
        "`{found}` is not a choice", "begin the right choice with `=` and the others with `~`, or write TRUE or FALSE";
    StraySign { sign: char } = "content::gift::stray_sign",
        "`{sign}` has a meaning of its own here", "write `\\{sign}` for the sign itself";
    ControlCharacter { code: u32 } = "content::gift::control_character",
        "here is a control character that cannot be seen, number {code}", "take it out";
    LoneReturn = "content::gift::lone_return",
        "here is a carriage return without a line feed", "save the file with the line breaks of Unix or Windows";
    FalseBlank = "content::gift::false_blank",
        "this line only looks blank: Moodle would take what follows for the same item", "empty the line";
    ZeroLine = "content::gift::zero_line",
        "Moodle takes a line of nothing but 0 for a blank one, so it would cut the item here", "put it on the line before";
    CategoryEmpty = "content::gift::category_empty",
        "the category has no name", "write its path on the same line, as in `$CATEGORY: top/Week 1`, or take the line out";
    CategoryCrowded = "content::gift::category_crowded",
        "Moodle would take this for a part of the category's name", "leave a blank line after `$CATEGORY:`";
    CategoryInside = "content::gift::category_inside",
        "a category in an item is only words", "put it before the item, with a blank line between";
    FormatMark { found: String } = "content::gift::format_mark",
        "`{found}` would be shown as it stands", "the marks are [html], [moodle], [plain] and [markdown]: in small letters, without a space before or inside";
    BadWeight { found: String } = "content::gift::bad_weight",
        "`{found}` is not a weight, though it looks like one", "write digits with a point between percent signs, as in `%50%` or `%-33.33333%`";
    WeightNotListed { found: String, nearest: String } = "content::gift::weight_not_listed",
        "Moodle does not take the weight `{found}`", "write `%{nearest}%`, which is the nearest on its list; a third is `%33.33333%`";
    WeightMisplaced { found: String } = "content::gift::weight_misplaced",
        "`{found}` is no weight here, only words", "a choice with `=` is worth the whole and a pair its share: take the weight out, or write `~%50%` for a part";
    PairNoArrow { found: String } = "content::gift::pair_no_arrow",
        "`{found}` is not a pair", "put `->` between its two sides; where one `=` has it, all need it";
    NoNumber = "content::gift::no_number",
        "there is no number after `#`", "write it, as in `{{#1822}}` or `{{#1822:5}}`";
    NotANumber { found: String } = "content::gift::not_a_number",
        "`{found}` is not a number, so Moodle would take any answer for right",
        "write Latin digits with a point: `3.14`, `3.14:0.01`, `3.1..3.2`, or `*` for any number";
    RangeBackwards = "content::gift::range_backwards",
        "the first number of the range is greater than the second", "write the smaller one first";
    NegativeTolerance = "content::gift::negative_tolerance",
        "a tolerance below zero takes no number", "write how far off an answer may be, as in `1822:5`";
    WrongNumber { found: String } = "content::gift::wrong_number",
        "`{found}` would be lost: after `~` a question for a number has only the feedback for other numbers",
        "begin a number with `=`, and the feedback with `~#`";
    SeveralIds = "content::gift::several_ids",
        "the item has another `[id:...]` already, and Moodle takes the first", "keep one of the two";
    UnsupportedFormat { format: String } = "content::gift::unsupported_format",
        "the format `[{format}]` is not supported", "write plain text, with `[plain]` or without a mark";
    StrayTag = "content::gift::stray_tag",
        "this comment has no item, so its mark would be lost", "put it right above its item, with no blank line between";

    ItemNoName = "content::item::no_name",
        "the item has no name, so it has no counterpart in the other languages", "begin it with a name, as in `::w1-safety-1::`";
    ItemRepeated { name: String } = "content::item::repeated_name",
        "the name `{name}` was given to an earlier item", "give each item of the file a name of its own";
    ItemNoText { name: String } = "content::item::no_text",
        "item `{name}` asks nothing", "write the words before the left brace";
    ItemHtml { tag: String } = "content::item::html",
        "`{tag}` would be shown as it stands", "write plain text: what Moodle takes for HTML is only signs in a chat";
    ItemTooLong { name: String, units: usize, max: usize } = "content::item::too_long",
        "item `{name}` with its choices has {units} characters, more than {max}", "shorten it; its feedback has to fit into the same message";
    FeedbackTooLong { name: String, units: usize, max: usize } = "content::item::feedback_too_long",
        "this feedback of item `{name}` has {units} characters, more than {max}", "shorten it; the item has to fit into the same message";
    NoRightChoice { name: String } = "content::item::no_right_choice",
        "item `{name}` has no right choice", "mark one with `=`";
    SeveralRight { name: String } = "content::item::several_right",
        "item `{name}` has another right choice already", "mark one choice with `=` and the others with `~`";
    NoFullAnswer { name: String } = "content::item::no_full_answer",
        "no answer to item `{name}` is worth the whole mark", "begin one with `=` and no weight";
    WeightsSum { name: String, sum: String } = "content::item::weights_sum",
        "the right choices of item `{name}` add up to {sum} %", "let their weights add up to 100 %; those below zero do not count";
    OneChoice { name: String, found: usize } = "content::item::one_choice",
        "the number of choices of item `{name}` is {found}", "give it two at least; begin each with `=` or `~`";
    FewPairs { name: String, found: usize } = "content::item::few_pairs",
        "the number of pairs of item `{name}` is {found}", "give it two at least; sides without a counterpart come on top";
    EmptyPair { name: String } = "content::item::empty_pair",
        "a pair of item `{name}` has no right side", "write it after `->`, or take the pair out";
    NameTooLong { units: usize, max: usize } = "content::item::name_too_long",
        "the item's name has {units} letters, more than {max}: Moodle would cut it", "shorten it";
    ChoiceCount { name: String, found: usize, low: usize, high: usize } = "content::item::choice_count",
        "the number of choices of item `{name}` is {found}", "give it {low} to {high}";
    EmptyChoice { name: String } = "content::item::empty_choice",
        "a choice of item `{name}` is empty", "write its words, or take it out";
    RepeatedChoice { name: String } = "content::item::repeated_choice",
        "item `{name}` has this choice twice", "change one of the two";
    UnknownTag { tag: String } = "content::item::unknown_tag",
        "the tag `{tag}` says nothing to us", "name the lesson that the item tests, as in `[tag:day-2]`, say in course.toml what it means (`tags`, `draw`), or take it out";
    TagNoLesson { tag: String, days: u8 } = "content::item::tag_no_lesson",
        "`{tag}` is not a lesson of this week", "the week's days go from 1 to {days}";
    SeveralTags { name: String } = "content::item::several_tags",
        "item `{name}` names another lesson already", "keep the one that should be read again when the item was missed";

    NumberTooFine { name: String } = "content::item::number_too_fine",
        "this number of item `{name}` has more digits than are compared", "write at most 18 digits before the point and 12 after it";
    ItemMissing { name: String, other: String } = "content::item::missing",
        "item `{name}` of {other} is missing here", "translate it under the same name";
    ItemKindDiffers { name: String, other: String } = "content::item::kind_differs",
        "item `{name}` is of another kind in {other}", "ask it the same way in every language";
    ChoicesDiffer { name: String, other: String, here: usize, there: usize } = "content::item::choices_differ",
        "item `{name}` has {here} choices here and {there} in {other}", "give the same choices in the same order in every language";
    RightDiffers { name: String, other: String } = "content::item::right_differs",
        "item `{name}` has another right choice in {other}", "give the same choices in the same order in every language";
    NumbersDiffer { name: String, other: String } = "content::item::numbers_differ",
        "item `{name}` takes other numbers in {other}", "give the same numbers with the same weights in the same order in every language";
    TagsDiffer { name: String, other: String } = "content::item::tags_differ",
        "item `{name}` bears other tags in {other}", "give it the same tags in every language";
}
