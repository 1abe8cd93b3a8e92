//! Files: what was uploaded, and stand-ins for what people send.

use std::collections::BTreeMap;

use serde_json::{Value, json};

/// The largest file a bot may download, bytes.
pub(super) const LARGEST_DOWNLOAD: u64 = 20 * 1024 * 1024;

/// One file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) file_id: String,
    pub(super) unique_id: String,
    pub(super) path: String,
    pub(super) size: u64,
    /// Shown on the page and served to the bot; empty for stand-ins.
    pub(super) bytes: Vec<u8>,
    pub(super) mime_type: String,
    pub(super) name: String,
    /// Pixels; 0 where it is no picture.
    pub(super) width: u32,
    pub(super) height: u32,
}

/// All files by `file_id`.
#[derive(Debug, Default)]
pub(super) struct FileBook {
    files: BTreeMap<String, File>,
}

impl FileBook {
    /// Keeps a file. `kind` is the folder of its path, such as `photos`.
    pub(super) fn keep(&mut self, kind: &str, name: &str, mime_type: &str, bytes: Vec<u8>, size: u64) -> File {
        let number = self.files.len() + 1;
        let (width, height) = png_size(&bytes).unwrap_or(if kind == "photos" { (1280, 960) } else { (0, 0) });
        let extension = name.rsplit_once('.').map_or("bin", |(_, extension)| extension);
        let file = File {
            file_id: format!("AgACAgQAAxkSandbox{kind}{number:08}"),
            unique_id: format!("AQADs{kind}{number:08}"),
            path: format!("{kind}/file_{number}.{extension}"),
            size,
            bytes,
            mime_type: mime_type.to_owned(),
            name: name.to_owned(),
            width,
            height,
        };
        self.files.insert(file.file_id.clone(), file.clone());
        file
    }

    pub(super) fn get(&self, file_id: &str) -> Option<&File> {
        self.files.get(file_id)
    }

    pub(super) fn by_path(&self, path: &str) -> Option<&File> {
        self.files.values().find(|file| file.path == path)
    }
}

impl File {
    /// What every kind of file says of itself in a message.
    pub(super) fn fields(&self) -> Value {
        json!({"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size})
    }

    /// The `photo` of a message: one or two sizes, the largest last.
    pub(super) fn photo_sizes(&self) -> Value {
        let mut largest = self.fields();
        largest["width"] = json!(self.width.max(1));
        largest["height"] = json!(self.height.max(1));
        if self.width <= 90 {
            return json!([largest]);
        }
        let mut smallest = self.fields();
        smallest["file_id"] = json!(format!("{}s", self.file_id));
        smallest["file_unique_id"] = json!(format!("{}s", self.unique_id));
        smallest["file_size"] = json!(self.size.div_ceil(64));
        smallest["width"] = json!(90);
        smallest["height"] = json!((90 * self.height).div_ceil(self.width));
        json!([smallest, largest])
    }

    pub(super) fn document(&self) -> Value {
        let mut document = self.fields();
        document["file_name"] = json!(self.name);
        document["mime_type"] = json!(self.mime_type);
        document
    }
}

/// Width and height of a PNG, read from its header.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return None;
    }
    let number = |from: usize| bytes.get(from..from + 4)?.try_into().ok().map(u32::from_be_bytes);
    Some((number(16)?, number(20)?))
}
