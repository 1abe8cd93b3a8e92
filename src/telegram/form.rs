//! `multipart/form-data`, as much of it as an upload needs.

use serde_json::Value;

/// A form with fields and one file.
#[derive(Debug)]
pub struct Form {
    boundary: String,
    body: Vec<u8>,
}

/// A file in a form.
#[derive(Debug, Clone, Copy)]
pub struct FormFile<'a> {
    /// The field it is for.
    pub field: &'a str,
    pub name: &'a str,
    pub mime: &'a str,
    pub bytes: &'a [u8],
}

impl Form {
    /// The fields of a JSON object, then the file. `boundary` must not occur in any of them; the hash of the file does not.
    pub fn new(fields: &Value, file: FormFile<'_>, boundary: &str) -> Self {
        let boundary = format!("darb-{boundary}");
        let mut body = Vec::with_capacity(file.bytes.len() + 4_096);
        for (name, value) in fields.as_object().into_iter().flatten() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(value.as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        let FormFile { field, name, mime, bytes } = file;
        let name = name.replace('"', "%22").replace(['\r', '\n'], " ");
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: {mime}\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        Self { boundary, body }
    }

    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub fn into_body(self) -> Vec<u8> {
        self.body
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_has_its_fields_and_its_file() {
        let file = FormFile { field: "photo", name: "a\".png", mime: "image/png", bytes: b"\x89PNG" };
        let form = Form::new(&json!({ "caption": "\u{642}\u{637}", "chat_id": 7 }), file, "aa");
        assert_eq!(form.content_type(), "multipart/form-data; boundary=darb-aa");
        let expected = "--darb-aa\r\nContent-Disposition: form-data; name=\"caption\"\r\n\r\n\u{642}\u{637}\r\n\
                        --darb-aa\r\nContent-Disposition: form-data; name=\"chat_id\"\r\n\r\n7\r\n\
                        --darb-aa\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a%22.png\"\r\n\
                        Content-Type: image/png\r\n\r\n\u{fffd}PNG\r\n--darb-aa--\r\n";
        assert_eq!(String::from_utf8_lossy(&form.into_body()), expected);
    }
}
