//! The files of `locales/`: complete in every language, and in the manners of the house.

use fluent_syntax::ast;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Files = BTreeMap<String, ast::Resource<String>>;

fn files(language: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut files = Files::new();
    for entry in std::fs::read_dir(&folder).expect("the locale has a folder") {
        let path = entry.expect("the folder can be read").path();
        if path.extension().is_none_or(|extension| extension != "ftl") {
            continue;
        }
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("the file can be read");
        let resource = fluent_syntax::parser::parse(text).unwrap_or_else(|(_, errors)| {
            panic!("{language}/{name}: {errors:?}");
        });
        files.insert(name, resource);
    }
    files
}

/// Every message and attribute by key, with its pattern.
fn patterns(resource: &ast::Resource<String>) -> BTreeMap<String, &ast::Pattern<String>> {
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let ast::Entry::Message(message) = entry else { continue };
        if let Some(value) = &message.value {
            assert!(found.insert(message.id.name.clone(), value).is_none(), "{} stands twice", message.id.name);
        }
        for attribute in &message.attributes {
            found.insert(format!("{}.{}", message.id.name, attribute.id.name), &attribute.value);
        }
    }
    found
}

fn all_patterns(files: &Files) -> BTreeMap<String, &ast::Pattern<String>> {
    files.values().flat_map(patterns).collect()
}

fn walk<'p>(pattern: &'p ast::Pattern<String>, visit: &mut impl FnMut(&'p ast::Expression<String>)) {
    for element in &pattern.elements {
        if let ast::PatternElement::Placeable { expression } = element {
            visit(expression);
            if let ast::Expression::Select { variants, .. } = expression {
                for variant in variants {
                    walk(&variant.value, visit);
                }
            }
        }
    }
}

fn inline(expression: &ast::Expression<String>) -> &ast::InlineExpression<String> {
    match expression {
        ast::Expression::Inline(inline) => inline,
        ast::Expression::Select { selector, .. } => selector,
    }
}

/// Variables that a sentence needs, those of the messages it refers to included.
fn variables(key: &str, all: &BTreeMap<String, &ast::Pattern<String>>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut referred = Vec::new();
    let pattern = all.get(key).unwrap_or_else(|| panic!("`{key}` is referred to, but stands nowhere"));
    walk(pattern, &mut |expression| match inline(expression) {
        ast::InlineExpression::VariableReference { id } => {
            found.insert(id.name.clone());
        }
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                if let ast::InlineExpression::VariableReference { id } = argument {
                    found.insert(id.name.clone());
                }
            }
        }
        ast::InlineExpression::MessageReference { id, .. } => referred.push(id.name.clone()),
        _ => {}
    });
    for key in referred {
        found.extend(variables(&key, all));
    }
    found
}

#[test]
fn all_languages_have_the_same_sentences_with_the_same_variables() {
    let en = files("en");
    for language in ["ar", "fr"] {
        let other = files(language);
        assert_eq!(other.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>(), "files of {language}");
        for (name, resource) in &en {
            let keys = |resource| patterns(resource).into_keys().collect::<Vec<_>>();
            assert_eq!(keys(&other[name]), keys(resource), "{language}/{name}");
        }
        let (other, en) = (all_patterns(&other), all_patterns(&en));
        for key in en.keys() {
            assert_eq!(variables(key, &other), variables(key, &en), "{language}: {key}");
        }
    }
}

#[test]
fn every_sentence_is_said_somewhere() {
    // Keys whose end is put together while composing.
    const FAMILIES: [&str; 9] =
        ["country-", "language-", "zone-", "command-", "spoken-", "help-", "weekday-", "views-", "nudge-"];
    let mut code = String::new();
    for folder in ["src/text", "src/text/compose"] {
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("the code is here") {
            let path = entry.expect("the folder can be read").path();
            if path.is_file() {
                code += &std::fs::read_to_string(path).expect("the file can be read");
            }
        }
    }
    let en = files("en");
    for (key, _) in all_patterns(&en) {
        let referred = ["week-name", "attempt-name"].contains(&key.as_str());
        let said = code.contains(&format!("\"{key}\"")) || FAMILIES.iter().any(|family| key.starts_with(family));
        assert!(said || referred, "nothing says `{key}`");
    }
}

#[test]
fn every_language_chooses_by_its_own_categories_and_never_by_a_bare_number() {
    const ARABIC: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];
    for (language, categories) in [("ar", &ARABIC[..]), ("en", &["one", "other"]), ("fr", &["one", "many", "other"])] {
        let all = files(language);
        for (key, pattern) in all_patterns(&all) {
            walk(pattern, &mut |expression| {
                let ast::Expression::Select { selector, variants } = expression else { return };
                let ast::InlineExpression::FunctionReference { id, .. } = selector else {
                    panic!("{language}: `{key}` selects without a function");
                };
                let names: BTreeSet<&str> = variants
                    .iter()
                    .map(|variant| match &variant.key {
                        ast::VariantKey::Identifier { name } => name.as_str(),
                        ast::VariantKey::NumberLiteral { .. } => panic!("`{key}` has a bare number as a variant"),
                    })
                    .collect();
                match id.name.as_str() {
                    "PLURAL" => {
                        assert_eq!(names, categories.iter().copied().collect::<BTreeSet<_>>(), "{language}: {key}");
                    }
                    "NTH" => assert!(names.contains("first") && names.contains("later"), "{language}: {key}"),
                    other => panic!("`{key}` selects by {other}()"),
                }
            });
        }
    }
}

/// The text of a pattern line by line, a placeable as one sign that is no letter; each variant by itself.
fn spoken(pattern: &ast::Pattern<String>) -> Vec<String> {
    let mut texts = vec![String::new()];
    for element in &pattern.elements {
        match element {
            ast::PatternElement::TextElement { value } => texts[0] += value,
            ast::PatternElement::Placeable { expression } => {
                texts[0].push('\u{FFFC}');
                if let ast::Expression::Select { variants, .. } = expression {
                    texts.extend(variants.iter().flat_map(|variant| spoken(&variant.value)));
                }
            }
        }
    }
    texts
}

/// Files that participants read nothing of.
const NOT_READ: [&str; 4] = ["typed.ftl", "mentor.ftl", "admin.ftl", "items.ftl"];

/// The words of a sentence, lower case.
fn words_of(pattern: &ast::Pattern<String>) -> Vec<String> {
    let text = spoken(pattern).join(" ").to_lowercase();
    text.split(|sign: char| !sign.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn participants_never_read_our_own_words() {
    const INTERNAL: [&str; 8] = ["gate", "cohort", "enrolment", "item", "nudge", "handle", "deliver", "delivery"];
    let en = files("en");
    for (_, resource) in en.iter().filter(|(name, _)| !NOT_READ.contains(&name.as_str())) {
        for (key, pattern) in patterns(resource) {
            for word in words_of(pattern) {
                assert!(!INTERNAL.contains(&word.trim_end_matches('s')), "`{key}` says {word}");
            }
        }
    }
}

#[test]
fn words_that_hurt_or_mislead_stand_nowhere() {
    // How words begin; with a full stop, whole words; in Arabic, anywhere.
    const AVOIDED: [(&str, &[&str]); 3] = [
        (
            "en",
            &[
                "fail",
                "exam.",
                "exams.",
                "locked",
                "reject",
                "punish",
                "alias",
                "pseudonym",
                "exempt",
                "freez",
                "unsubscri",
            ],
        ),
        (
            "fr",
            &[
                "cohort",
                "promotion",
                "cours.",
                "evaluation",
                "évaluation",
                "tentative",
                "pseudonyme",
                "bloqu",
                "dispens",
                "échec",
                "échou",
                "rat",
                "recal",
                "relanc",
                "certificat",
                "abonne",
                "punir",
                "examen",
                "étudiant",
                "élève",
                "tu.",
                "ton.",
                "tes.",
                "toi.",
            ],
        ),
        (
            "ar",
            &[
                "امتحان",
                "تقييم",
                "مرشد",
                "اشتراك",
                "حلقة",
                "مستعار",
                "مقفل",
                "إعفاء",
                "راسب",
                "رسوب",
                "رسب",
                "فشل",
                "تنبيه",
                "إيقاف",
                "تجميد",
                "اضغط",
                "بث مباشر",
                "زحف",
                "حبو",
                "حظر",
            ],
        ),
    ];
    for (language, avoided) in AVOIDED {
        let all = files(language);
        let read = all.iter().filter(|(name, _)| !NOT_READ.contains(&name.as_str()));
        for (key, pattern) in read.flat_map(|(_, resource)| patterns(resource)) {
            let words = words_of(pattern);
            let text = words.join(" ");
            for bad in avoided {
                let said = match bad.strip_suffix('.') {
                    Some(whole) => words.iter().any(|word| word == whole),
                    None if language == "ar" => text.contains(bad),
                    None => words.iter().any(|word| word.starts_with(bad)),
                };
                assert!(!said, "{language}: `{key}` says {bad}: {text}");
            }
        }
        for (key, pattern) in all_patterns(&all) {
            assert!(!spoken(pattern).join(" ").contains('·'), "{language}: `{key}` has a middle dot");
        }
    }
}

#[test]
fn french_has_narrow_spaces_before_its_double_signs_and_within_its_quotes() {
    const NARROW: char = '\u{202F}';
    let all = files("fr");
    for (key, pattern) in all_patterns(&all) {
        for text in spoken(pattern) {
            let signs: Vec<char> = text.chars().collect();
            for (index, sign) in signs.iter().enumerate() {
                let before = index.checked_sub(1).map(|index| signs[index]);
                let after = signs.get(index + 1).copied();
                match sign {
                    ';' | '!' | '?' | '»' => assert_eq!(before, Some(NARROW), "`{key}`: {text}"),
                    // Within a time of day stands no space.
                    ':' if !after.is_some_and(|sign| sign.is_ascii_digit()) => {
                        assert_eq!(before, Some(NARROW), "`{key}`: {text}");
                    }
                    '«' => assert_eq!(after, Some(NARROW), "`{key}`: {text}"),
                    '\'' | '"' | '“' | '”' | '\u{A0}' => panic!("`{key}` has {sign:?}: {text}"),
                    &NARROW => assert!(
                        after.is_some_and(|sign| ";:!?»%".contains(sign)) || before == Some('«'),
                        "`{key}` has a narrow space for nothing: {text}"
                    ),
                    _ => {}
                }
            }
        }
    }
}

#[test]
fn an_arabic_paragraph_begins_with_an_arabic_letter() {
    for (key, pattern) in all_patterns(&files("ar")) {
        for line in spoken(pattern).iter().flat_map(|text| text.lines()) {
            let first = line.chars().find(|sign| sign.is_alphabetic() || *sign == '\u{FFFC}');
            assert!(first.is_none_or(|sign| !sign.is_ascii_alphabetic()), "`{key}` begins with {first:?}");
        }
    }
}
