//! The parameters of a request, whichever way they came: JSON values, or strings from a query or a form.

use serde_json::{Map, Value};

use super::multipart::{self, Part};
use super::refusal::Refusal;

/// The parameters and uploaded files of one request.
#[derive(Debug, Default)]
pub(super) struct Parameters {
    fields: Map<String, Value>,
    pub(super) uploads: Vec<Part>,
}

impl Parameters {
    /// Reads query and body; the body's fields win.
    pub(super) fn read(query: Option<&str>, content_type: &str, body: &[u8]) -> Result<Self, Refusal> {
        let mut parameters = Self::default();
        parameters.add_form(query.unwrap_or_default());
        if content_type.starts_with("application/json") && !body.is_empty() {
            match serde_json::from_slice(body) {
                Ok(Value::Object(fields)) => parameters.fields.extend(fields),
                _ => return Err(Refusal::bad("object expected as a request body")),
            }
        } else if content_type.starts_with("application/x-www-form-urlencoded") {
            parameters.add_form(&String::from_utf8_lossy(body));
        } else if content_type.starts_with("multipart/form-data") {
            for part in multipart::parts(content_type, body) {
                if part.file_name.is_some() {
                    parameters.uploads.push(part);
                } else {
                    let text = String::from_utf8_lossy(&part.bytes).into_owned();
                    parameters.fields.insert(part.name, Value::String(text));
                }
            }
        }
        Ok(parameters)
    }

    pub(super) fn integer(&self, name: &str) -> Option<i64> {
        match self.fields.get(name)? {
            Value::String(text) => text.parse().ok(),
            value => value.as_i64(),
        }
    }

    /// A text as it is; empty when it is missing.
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(|value| !value.is_null())
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        match self.fields.get(name) {
            Some(Value::String(text)) => matches!(text.as_str(), "true" | "True" | "1"),
            Some(value) => value.as_bool().unwrap_or(false),
            None => false,
        }
    }

    /// An object or array; forms carry these as JSON in a string.
    pub(super) fn json(&self, name: &str) -> Option<Value> {
        match self.fields.get(name)? {
            Value::Null => None,
            Value::String(text) => serde_json::from_str(text).ok(),
            value => Some(value.clone()),
        }
    }

    pub(super) fn list(&self, name: &str) -> Vec<Value> {
        match self.json(name) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        }
    }

    fn add_form(&mut self, form: &str) {
        for pair in form.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            self.fields.insert(decoded(name), Value::String(decoded(value)));
        }
    }
}

/// A form's `+` and `%41` undone; what is no valid escape stays as it is.
pub(super) fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        let escape = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match (first, escape.and_then(|pair| u8::from_str_radix(pair, 16).ok())) {
            (b'+', _) => bytes.push(b' '),
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
