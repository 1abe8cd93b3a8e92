//! Has the linker put together what runs while the bot runs, so that of the program little more than that is resident:
//! `link/order.py` says how the list comes about.

use std::env;

fn main() {
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
