//! Names what the lists of commands are made of, and has the linker put together what runs while the bot runs, so that
//! of the program little more than that is resident: `link/order.py` says how the list comes about.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    for source in ["locales", "src/text/commands.rs"] {
        println!("cargo::rerun-if-changed={source}");
        hash(Path::new(source), &mut hasher)?;
    }
    println!("cargo::rustc-env=DARB_COMMANDS={:016x}", hasher.finish());
    order();
    Ok(())
}

/// A file, or all sentences below a folder; not what editors leave beside them.
fn hash(path: &Path, hasher: &mut DefaultHasher) -> io::Result<()> {
    if !path.is_dir() {
        fs::read(path)?.hash(hasher);
        return Ok(());
    }
    let entries = fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    paths.retain(|path| path.is_dir() || is_sentences(path));
    paths.sort();
    paths.iter().try_for_each(|path| hash(path, hasher))
}

fn is_sentences(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !is_hidden && path.extension().is_some_and(|extension| extension == "ftl")
}

fn order() {
    println!("cargo::rerun-if-changed=link/hot.ld");
    println!("cargo::rerun-if-env-changed=DARB_LINK_ORDER");
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    // A linker that knows no scripts is spared it: DARB_LINK_ORDER=0.
    let is_wanted = is("PROFILE", "release") && !is("DARB_LINK_ORDER", "0");
    let is_understood = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if is_wanted && is_understood {
        let root = env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
        println!("cargo::rustc-link-arg-bin=darb=-T");
        println!("cargo::rustc-link-arg-bin=darb={root}/link/hot.ld");
    }
}
