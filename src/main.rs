//! The `newsdex` binary: parses the command line, runs it, and turns the outcome into an exit code.

fn main() -> std::process::ExitCode {
    newsdex::cli::main()
}
