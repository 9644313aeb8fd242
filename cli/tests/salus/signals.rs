//! Being told to end.

use super::bench::{until, until_handled, words, Bench, Silent, ADDRESS, PROGRAM};
use std::{
    os::unix::process::CommandExt,
    process::{Child, Command, Output},
};

/// SIGHUP, SIGINT, SIGQUIT, SIGTERM.
const ASKING: [(&str, u32); 4] = [("-HUP", 1), ("-INT", 2), ("-QUIT", 3), ("-TERM", 15)];

fn send(child: &Child, signal: &str) {
    assert!(Command::new("kill").arg(signal).arg(child.id().to_string()).status().unwrap().success());
}

fn ended(child: Child) -> Output {
    child.wait_with_output().unwrap()
}

#[test]
fn nothing_should_be_left_when_a_signal_ends_the_command() {
    for (signal, number) in ASKING {
        let (bench, node) = (Bench::new(), Silent::new());
        let mut command = bench.salus(&["audit", "export", "--patient", ADDRESS, "-o", "export"]);
        let child = command.env("SALUS_NODE", node.node()).spawn().unwrap();
        let _connection = node.connection();
        until_handled(&child, number);
        send(&child, signal);
        let output = ended(child);
        assert_eq!(output.status.code(), Some(130), "{signal}");
        assert!(words(&output.stderr).starts_with("error: interrupted"), "{signal}");
        assert_eq!(bench.names(), Vec::<String>::new(), "{signal}");
    }
}

#[test]
fn nothing_should_be_left_when_the_program_is_killed() {
    let (bench, node) = (Bench::new(), Silent::new());
    let mut command = bench.salus(&["audit", "export", "--patient", ADDRESS, "-o", "export"]);
    let child = command.env("SALUS_NODE", node.node()).spawn().unwrap();
    let _connection = node.connection();
    send(&child, "-KILL");
    ended(child);
    assert_eq!(bench.names(), Vec::<String>::new());
}

#[test]
fn command_should_go_on_when_it_was_started_to_outlive_its_terminal() {
    let (bench, node) = (Bench::new(), Silent::new());
    let mut shell = Command::new("sh");
    shell
        .current_dir(bench.path(""))
        .env("SALUS_NODE", node.node())
        .args(["-c", "trap '' HUP; exec \"$0\" audit export --patient \"$1\" -o export"])
        .arg(PROGRAM)
        .arg(ADDRESS)
        .process_group(0);
    let child = shell.spawn().unwrap();
    let _connection = node.connection();
    until_handled(&child, 15);
    send(&child, "-HUP");
    send(&child, "-TERM");
    // Ended by the second: the first would have ended it before that was handled.
    assert_eq!(ended(child).status.code(), Some(130));
}

#[test]
fn interruption_should_name_the_record_when_one_was_being_handed_in() {
    let (bench, gateway) = (Bench::new(), Silent::new());
    std::fs::write(bench.path("letter"), b"a letter").unwrap();
    let arguments =
        ["record", "submit", "--no-wait", "--patient", ADDRESS, "--policy", "1", "--file", "letter"];
    let child = bench
        .salus(&arguments)
        .env("SALUS_GATEWAY", gateway.gateway())
        .env("SALUS_INTAKE_TOKEN", "token")
        .spawn()
        .unwrap();
    let _connection = gateway.connection();
    until_handled(&child, 15);
    send(&child, "-TERM");
    let output = ended(child);
    assert_eq!(output.status.code(), Some(130));
    let said = words(&output.stderr);
    assert!(said.contains("error: interrupted") && said.contains("repeat it with --record"), "{said}");
}

#[test]
fn leftover_of_a_killed_program_should_be_gone_when_the_command_is_repeated() {
    let bench = Bench::with_keystore();
    // As where there are no files without a name: old, of another target, and locked by nobody.
    let left = bench.path(".salus-0123456789abcdef-0123456789abcdef.partial");
    std::fs::write(&left, b"plaintext").unwrap();
    assert!(Command::new("touch").args(["-d", "2 hours ago"]).arg(&left).status().unwrap().success());
    assert!(bench.run(&["keys", "card", "-o", "card"]).status.success());
    until("the leftover stays", || !left.exists());
}
