//! `multipart/form-data`, as much of it as an upload needs.

/// One part of a form.
#[derive(Debug, Default)]
pub(super) struct Part {
    pub(super) name: String,
    /// Given for files only.
    pub(super) file_name: Option<String>,
    pub(super) mime_type: String,
    pub(super) bytes: Vec<u8>,
}

/// All parts of a body; none when the boundary is missing.
pub(super) fn parts(content_type: &str, body: &[u8]) -> Vec<Part> {
    let Some((_, boundary)) = content_type.split_once("boundary=") else {
        return Vec::new();
    };
    let boundary = boundary.split(';').next().unwrap_or_default().trim_matches('"');
    let delimiter = format!("--{boundary}").into_bytes();
    let mut parts = Vec::new();
    let mut rest = body;
    while let Some(start) = find(rest, &delimiter) {
        let after = &rest[start + delimiter.len()..];
        let Some(end) = find(after, &delimiter) else { break };
        if let Some(part) = part(&after[..end]) {
            parts.push(part);
        }
        rest = &after[end..];
    }
    parts
}

/// What stands between two delimiters: a line break, headers, an empty line, the bytes, a line break.
fn part(raw: &[u8]) -> Option<Part> {
    let raw = raw.strip_prefix(b"\r\n")?;
    let raw = raw.strip_suffix(b"\r\n").unwrap_or(raw);
    let split = find(raw, b"\r\n\r\n")?;
    let headers = String::from_utf8_lossy(&raw[..split]).into_owned();
    let mut part = Part { bytes: raw[split + 4..].to_vec(), ..Part::default() };
    for header in headers.split("\r\n") {
        let (name, value) = header.split_once(':').unwrap_or((header, ""));
        if name.eq_ignore_ascii_case("content-disposition") {
            part.name = attribute(value, "name").unwrap_or_default();
            part.file_name = attribute(value, "filename");
        } else if name.eq_ignore_ascii_case("content-type") {
            value.trim().clone_into(&mut part.mime_type);
        }
    }
    Some(part)
}

fn attribute(header: &str, name: &str) -> Option<String> {
    header.split(';').find_map(|piece| {
        let (key, value) = piece.trim().split_once('=')?;
        (key == name).then(|| value.trim_matches('"').to_owned())
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|window| window == needle)
}
