//! Arguments that are wrong, and the help.

use super::bench::{words, Bench, ADDRESS};
use serde_json::Value;

#[test]
fn error_should_be_json_when_the_arguments_are_wrong_and_json_is_asked_for() {
    let bench = Bench::new();
    let commands: [&[&str]; 6] = [
        &["--json", "record", "show", "x"],
        &["record", "show", "x", "--json"],
        &["--json", "record", "show"],
        &["--json", "no-such-command"],
        &["--json", "--no-such-option"],
        &["--json"],
    ];
    for command in commands {
        let refused = bench.run(command);
        assert_eq!(refused.status.code(), Some(2), "{command:?}");
        assert!(refused.stdout.is_empty(), "{command:?}");
        let told: Value = serde_json::from_slice(&refused.stderr)
            .unwrap_or_else(|e| panic!("{command:?}: {e}: {}", words(&refused.stderr)));
        assert!(told["error"].as_str().is_some_and(|error| !error.is_empty()), "{command:?}: {told}");
        assert!(told["try"].is_string(), "{command:?}: {told}");
    }
}

#[test]
fn error_should_be_words_when_the_arguments_are_wrong_and_no_json_is_asked_for() {
    let refused = Bench::new().run(&["record", "show", "x"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(words(&refused.stderr).starts_with("error: "));
}

#[test]
fn error_should_not_steer_the_terminal_when_an_argument_would() {
    let refused = Bench::new().run(&["record", "show", "\u{1b}[2J\u{202e}"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = words(&refused.stderr);
    assert!(!said.contains(['\u{1b}', '\u{202e}']) && said.contains("\\u{202e}"), "{said}");
}

#[test]
fn reason_should_be_refused_when_it_says_nothing() {
    let bench = Bench::new();
    let record = format!("0x{}", "07".repeat(32));
    for reason in ["", " ", "\t\n", "\u{a0}\u{200b}"] {
        let commands: [&[&str]; 3] = [
            &["access", "open", &record, "--purpose", "TREAT", "-o", "x", "--reason", reason],
            &["emergency", "break", ADDRESS, "--because", "disaster", "--reason", reason],
            &["record", "dispute", &record, "--reason", reason],
        ];
        for command in commands {
            let refused = bench.run(command);
            assert_eq!(refused.status.code(), Some(2), "{command:?}");
            assert!(!words(&refused.stderr).is_empty());
        }
    }
}

#[test]
fn help_should_keep_the_command_s_options_apart_when_it_is_asked_for() {
    let help = words(&Bench::new().run(&["policy", "list", "--help"]).stdout);
    let (own, of_all) = help.split_once("Options of every command:").expect(&help);
    assert!(own.contains("--patient") && !own.contains("--node"), "{help}");
    assert!(of_all.contains("--node") && of_all.contains("--json"), "{help}");
}

#[test]
fn variable_should_count_as_unset_when_it_is_empty() {
    let bench = Bench::with_keystore();
    let home = bench.path("home/salus");
    std::fs::create_dir_all(&home).unwrap();
    std::fs::copy(bench.path("keystore"), home.join("keystore")).unwrap();
    let mut command = bench.salus(&["keys", "show"]);
    for name in
        ["SALUS_NODE", "SALUS_GATEWAY", "SALUS_GATEWAY_ACCOUNT", "SALUS_KEYSTORE", "SALUS_INTAKE_TOKEN"]
    {
        command.env(name, "");
    }
    let shown = command.env("XDG_DATA_HOME", bench.path("home")).output().unwrap();
    assert!(shown.status.success(), "{}", words(&shown.stderr));
    assert!(words(&shown.stdout).contains("home/salus/keystore"));
}
