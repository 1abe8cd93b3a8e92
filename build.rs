//! Names the sentences that the program is built with, and has the linker put together what runs while the bot runs, so that
//! of the program little more than that is resident: `link/order.py` says how the list comes about.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rustc-env=DARB_SENTENCES={:016x}", hash_of(Path::new("locales"))?);
    order();
    Ok(())
}

/// Of all files below a folder, with their names.
fn hash_of(folder: &Path) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
    let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    for path in paths {
        path.hash(&mut hasher);
        if path.is_dir() { hash_of(&path)?.hash(&mut hasher) } else { fs::read(&path)?.hash(&mut hasher) }
    }
    Ok(hasher.finish())
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
