//! What several tests need: running the binary, scratch folders.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder that holds the binary under test.
pub fn newsdex_dir() -> PathBuf {
    Path::new(env!("CARGO_BIN_EXE_newsdex")).parent().unwrap().to_owned()
}

/// The binary with `args`, in `dir`.
pub fn newsdex(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_newsdex"))
        .args(args)
        .current_dir(dir)
        .env_remove("NEWSDEX_INDEX")
        .env("NO_COLOR", "1")
        .output()
        .unwrap()
}

/// Standard output as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Standard error as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Copies a folder with everything beneath it.
pub fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy_dir(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
