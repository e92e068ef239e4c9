//! Links the program at a fixed address. Tables of the libraries (stemmers, names of glyphs and characters) hold some 67,000 pointers, and
//! to set them all takes every start of a program that can lie anywhere more than a millisecond: a third of a short question.
//! Heap, stack and libraries stay where the system puts them.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let target = |what: &str| std::env::var(format!("CARGO_CFG_TARGET_{what}")).unwrap_or_default();
    let released = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    if released && target("OS") == "linux" && target("ENV") == "gnu" {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }
}
