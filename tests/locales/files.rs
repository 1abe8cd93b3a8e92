//! The files of `locales/`: complete in both languages, and in the manners of the house.

use fluent_syntax::ast;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

type Files = BTreeMap<String, ast::Resource<String>>;

fn files(language: &str) -> Files {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language);
    let mut files = Files::new();
    for entry in std::fs::read_dir(&folder).expect("the locale has a folder") {
        let path = entry.expect("the folder can be read").path();
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
fn both_languages_have_the_same_sentences_with_the_same_variables() {
    let (ar, en) = (files("ar"), files("en"));
    assert_eq!(ar.keys().collect::<Vec<_>>(), en.keys().collect::<Vec<_>>(), "files");
    for (name, resource) in &en {
        let keys = |resource| patterns(resource).into_keys().collect::<Vec<_>>();
        assert_eq!(keys(&ar[name]), keys(resource), "{name}");
    }
    let (ar, en) = (all_patterns(&ar), all_patterns(&en));
    for key in en.keys() {
        assert_eq!(variables(key, &ar), variables(key, &en), "{key}");
    }
}

#[test]
fn every_sentence_is_said_somewhere() {
    // Keys whose end is put together while composing.
    const FAMILIES: [&str; 8] =
        ["country-", "language-", "zone-", "command-", "spoken-", "help-", "weekday-", "nudge-"];
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
fn arabic_chooses_by_all_six_categories_and_never_by_a_bare_number() {
    let ar = files("ar");
    for (key, pattern) in all_patterns(&ar) {
        walk(pattern, &mut |expression| {
            let ast::Expression::Select { selector, variants } = expression else { return };
            let ast::InlineExpression::FunctionReference { id, .. } = selector else {
                panic!("`{key}` selects without a function");
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
                    assert_eq!(names, BTreeSet::from(["zero", "one", "two", "few", "many", "other"]), "{key}");
                }
                "NTH" => assert!(names.contains("first") && names.contains("later"), "{key}"),
                other => panic!("`{key}` selects by {other}()"),
            }
        });
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

#[test]
fn participants_never_read_our_own_words() {
    const INTERNAL: [&str; 8] = ["gate", "cohort", "enrolment", "item", "nudge", "handle", "deliver", "delivery"];
    const AVOIDED: [&str; 14] = [
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
        "تنبيه",
        "إيقاف",
        "تجميد",
        "اضغط",
    ];
    for name in ["words.ftl", "participant.ftl", "test.ftl"] {
        for (key, pattern) in patterns(&files("en")[name]) {
            let text = spoken(pattern).join(" ").to_lowercase();
            for word in text.split(|sign: char| !sign.is_alphabetic()) {
                assert!(!INTERNAL.contains(&word.trim_end_matches('s')), "`{key}` says {word}");
            }
        }
    }
    for (key, pattern) in all_patterns(&files("ar")) {
        let text = spoken(pattern).join(" ");
        for word in AVOIDED {
            assert!(!text.contains(word), "`{key}` says {word}");
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
