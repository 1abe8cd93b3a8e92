//! The files of a week's folder `media`: which of them Telegram takes, and as what.

use super::kind::ProblemKind;
use crate::rules::course::{Media, MediaHash, MediaKind};
use ring::digest::{SHA256, digest};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The folder's name.
pub(super) const FOLDER: &str = "media";

/// Larger files are not read: nothing could carry them.
pub(super) const MAX_BYTES: u64 = MediaKind::Video.max_bytes();

/// Telegram's limits for a photo: the sum of its sides, and how many times longer the one may be than the other.
const MAX_SIDES: u32 = 10_000;
const MAX_RATIO: u32 = 20;

/// What stands in the folder, by name.
pub(super) type Folder = BTreeMap<String, FoundFile>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum FoundFile {
    Read(Arc<[u8]>),
    TooLarge,
    /// It could not be read, which is reported already.
    Unreadable,
    /// A link to something that does not belong to the course.
    Elsewhere,
}

/// A kind of file that can be carried, by the ending of its name.
struct Format {
    ending: &'static str,
    kind: MediaKind,
    mime: &'static str,
    /// For the sentence *this is not ...*.
    what: &'static str,
    /// The bytes that stand at a place in every such file.
    mark: (usize, &'static [u8]),
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

#[rustfmt::skip]
const FORMATS: [Format; 7] = [
    Format { ending: "png", kind: MediaKind::Photo, mime: "image/png", what: "a PNG picture", mark: (0, PNG) },
    Format { ending: "jpg", kind: MediaKind::Photo, mime: "image/jpeg", what: "a JPEG picture", mark: (0, b"\xff\xd8\xff") },
    Format { ending: "jpeg", kind: MediaKind::Photo, mime: "image/jpeg", what: "a JPEG picture", mark: (0, b"\xff\xd8\xff") },
    Format { ending: "pdf", kind: MediaKind::Document, mime: "application/pdf", what: "a PDF document", mark: (0, b"%PDF-") },
    Format { ending: "mp3", kind: MediaKind::Audio, mime: "audio/mpeg", what: "an MP3 recording with its title (an ID3 tag)", mark: (0, b"ID3") },
    Format { ending: "m4a", kind: MediaKind::Audio, mime: "audio/mp4", what: "an M4A recording", mark: (4, b"ftyp") },
    Format { ending: "mp4", kind: MediaKind::Video, mime: "video/mp4", what: "an MP4 film", mark: (4, b"ftyp") },
];

/// The file that a lesson names, checked; `Err(None)` when what is wrong with it is reported already.
pub(super) fn resolve(target: &str, folder: &Folder) -> Result<Media, Option<ProblemKind>> {
    let outside = || ProblemKind::MediaOutside { target: target.to_owned() };
    let name = target.strip_prefix(FOLDER).and_then(|rest| rest.strip_prefix('/')).ok_or_else(outside)?;
    if name.is_empty() || name.contains(['/', '\\']) {
        return Err(Some(outside()));
    }
    let owned = || name.to_owned();
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let format = FORMATS.iter().find(|format| format.ending == ending);
    let format = format.ok_or_else(|| ProblemKind::MediaNotCarried { name: owned() })?;
    let too_large =
        || ProblemKind::MediaTooLarge { name: owned(), max_megabytes: format.kind.max_bytes() / (1024 * 1024) };
    let bytes = match folder.get(name) {
        None => return Err(Some(ProblemKind::MediaMissing { name: owned() })),
        Some(FoundFile::Unreadable) => return Err(None),
        Some(FoundFile::Elsewhere) => return Err(Some(outside())),
        Some(FoundFile::TooLarge) => return Err(Some(too_large())),
        Some(FoundFile::Read(bytes)) => bytes,
    };
    if bytes.len() as u64 > format.kind.max_bytes() {
        return Err(Some(too_large()));
    }
    let (at, mark) = format.mark;
    if !bytes.get(at..).is_some_and(|rest| rest.starts_with(mark)) {
        return Err(Some(ProblemKind::MediaBroken { name: owned(), what: format.what }));
    }
    if let Some((width, height)) = size(bytes).filter(|_| format.kind == MediaKind::Photo)
        && !is_shown(width, height)
    {
        return Err(Some(ProblemKind::PictureShape { name: owned(), width, height }));
    }
    let hash = digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Media {
        hash: MediaHash(hash),
        kind: format.kind,
        mime: format.mime.to_owned(),
        name: owned(),
        bytes: Some(Arc::clone(bytes)),
        size: Some(bytes.len() as u64),
    })
}

fn is_shown(width: u32, height: u32) -> bool {
    let (short, long) = (width.min(height), width.max(height));
    short > 0 && width.saturating_add(height) <= MAX_SIDES && long <= short.saturating_mul(MAX_RATIO)
}

/// Width and height of a PNG or JPEG; `None` where they cannot be found.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.starts_with(PNG) {
        let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        return Some((number(16)?, number(20)?));
    }
    // A JPEG is a row of segments, each with its length; one of those that begin a frame has the size.
    let mut at = 2;
    loop {
        let [0xff, marker, high, low] = *bytes.get(at..at + 4)? else { return None };
        let number = |at: usize| Some(u32::from(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?)));
        if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
            return Some((number(at + 7)?, number(at + 5)?));
        }
        at += 2 + usize::from(u16::from_be_bytes([high, low]));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        [PNG, b"\0\0\0\rIHDR", &width.to_be_bytes(), &height.to_be_bytes(), b"\x08\x02\0\0\0"].concat()
    }

    #[test]
    fn the_size_of_a_picture_is_read_from_its_head() {
        assert_eq!(size(&png(640, 480)), Some((640, 480)));
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc2\x00\x11\x08\x01\xe0\x02\x80\x03";
        assert_eq!(size(jpeg), Some((640, 480)));
        assert_eq!(size(b"\xff\xd8\xff\xe0\x00"), None);
        assert_eq!(size(b"\xff\xd8\xffxyz"), None);
    }

    #[test]
    fn a_photo_is_neither_huge_nor_a_thread() {
        for (width, height, shown) in [
            (1_280, 960, true),
            (5_000, 5_000, true),
            (5_001, 5_000, false),
            (20, 1, true),
            (21, 1, false),
            (0, 9, false),
        ] {
            assert_eq!(is_shown(width, height), shown, "{width} x {height}");
        }
    }

    #[test]
    fn a_file_is_named_by_what_is_in_it() {
        let folder = Folder::from([("a.PNG".to_owned(), FoundFile::Read(png(2, 2).into()))]);
        let media = resolve("media/a.PNG", &folder).expect("a picture");
        assert_eq!((media.kind, media.mime.as_str(), media.hash.0.len()), (MediaKind::Photo, "image/png", 64));
        for target in ["a.PNG", "media/", "media/../a.PNG", "media\\a.PNG", "/media/a.PNG", "https://example.org/a.PNG"]
        {
            let outside = ProblemKind::MediaOutside { target: target.to_owned() };
            assert_eq!(resolve(target, &folder), Err(Some(outside)), "{target}");
        }
    }
}
