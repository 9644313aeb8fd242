//! Records on their way to a gateway.

use super::bench::{answer, content, fake_gateway, fed, head, words, Bench, ADDRESS};
use serde_json::json;
use std::{
    fs,
    io::Write,
    process::{Command, Output},
    sync::mpsc::Receiver,
    thread,
    time::Duration,
};

fn submit(bench: &Bench, gateway: &str, file: &str, more: &[&str]) -> Command {
    let arguments = ["record", "submit", "--no-wait", "--patient", ADDRESS, "--policy", "3", "--file", file];
    let mut command = bench.salus(&[&arguments, more].concat());
    command.env("SALUS_GATEWAY", gateway).env("SALUS_INTAKE_TOKEN", "token");
    command
}

fn filed() -> String {
    let content = "bafkreigh2akiscaildcqabsyg3dfr6chu3fgpregiymsck7e7aqa4s52zy";
    json!({
        "record": format!("0x{}", "07".repeat(32)),
        "content": content,
        "header": content,
        "status": "pending",
        "block": 7,
    })
    .to_string()
}

fn told<T>(receiver: &Receiver<T>) -> T {
    receiver.recv_timeout(Duration::from_secs(30)).unwrap()
}

/// What `salus` says when a gateway answers so.
fn refused(status: u16, body: serde_json::Value) -> Output {
    let bench = Bench::new();
    fs::write(bench.path("letter"), b"a letter").unwrap();
    let (url, _told) = fake_gateway(move |mut stream| {
        head(&mut stream);
        answer(&mut stream, status, &body.to_string());
    });
    submit(&bench, &url, "letter", &[]).output().unwrap()
}

#[test]
fn record_should_be_filed_when_its_content_comes_through_a_pipe() {
    let letter = vec![7u8; 300_000];
    for way in ["-", "fifo"] {
        let bench = Bench::new();
        let expected = letter.clone();
        let (url, found) = fake_gateway(move |mut stream| {
            let head = head(&mut stream);
            let content = content(&mut stream, expected.len());
            answer(&mut stream, 201, &filed());
            (head, content == expected)
        });
        let command = submit(&bench, &url, way, &[]);
        let output = if way == "-" {
            fed(command, &letter)
        } else {
            let (fifo, letter) = (bench.fifo("fifo"), letter.clone());
            let writing = thread::spawn(move || fs::write(fifo, letter).unwrap());
            let output = { command }.output().unwrap();
            writing.join().unwrap();
            output
        };
        assert!(output.status.success(), "{way}: {}", words(&output.stderr));
        let (head, same) = told(&found);
        assert!(head.contains("content-length: 300000") && head.contains("x-salus-policy: 3"), "{head}");
        assert!(head.contains("authorization: bearer token"), "{head}");
        assert!(same);
        assert!(bench.names().iter().all(|name| name == "fifo"));
    }
}

#[test]
fn refusal_should_be_shown_when_the_gateway_wants_nothing_of_a_large_file() {
    let bench = Bench::new();
    fs::File::create(bench.path("image")).unwrap().set_len(20 << 20).unwrap();
    let (url, _found) = fake_gateway(|mut stream| {
        head(&mut stream);
        let fault =
            json!({ "error": "not_signed_in", "message": "wrong token", "help": "send the right one" });
        answer(&mut stream, 401, &fault.to_string());
    });
    let output = submit(&bench, &url, "image", &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = words(&output.stderr);
    assert!(said.contains("error: wrong token") && !said.contains("--record"), "{said}");
}

#[test]
fn file_should_be_refused_before_anything_is_sent_when_no_gateway_takes_so_much() {
    let bench = Bench::new();
    fs::File::create(bench.path("image")).unwrap().set_len((5 << 30) + 1).unwrap();
    let output = submit(&bench, "http://127.0.0.1:9", "image", &[]).output().unwrap();
    assert!(words(&output.stderr).contains("more than the 5368709120 bytes"));
}

#[test]
fn growing_file_should_be_refused_when_it_is_handed_in() {
    let bench = Bench::new();
    fs::write(bench.path("log"), vec![7; 100_000]).unwrap();
    let log = bench.path("log");
    let (url, _found) = fake_gateway(move |mut stream| {
        head(&mut stream);
        fs::OpenOptions::new().append(true).open(log).unwrap().write_all(b"more").unwrap();
        stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").unwrap();
        let _ = std::io::copy(&mut stream, &mut std::io::sink());
    });
    let output = submit(&bench, &url, "log", &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = words(&output.stderr);
    assert!(said.contains("changed while it was handed in") && !said.contains("--record"), "{said}");
}

#[test]
fn words_of_a_gateway_should_not_steer_the_terminal_when_they_would() {
    let fault =
        json!({ "error": "e", "message": "no\u{1b}[2J\nerror: forged", "help": "\u{9b}31m\u{202e}x" });
    let output = refused(422, fault);
    let said = words(&output.stderr);
    let steering = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    assert!(!said.contains(steering) && !said.contains("\nerror: forged"), "{said:?}");
    assert!(said.contains("\\u{1b}[2J"), "{said}");
}

#[test]
fn repeating_should_be_advised_when_a_repeat_can_pass_and_only_then() {
    let advice = |status, code: &str| {
        let fault = json!({ "error": code, "message": "no", "help": "correct X-Salus-Policy" });
        let said = words(&refused(status, fault).stderr);
        assert!(said.contains("correct --policy") && !said.contains("X-Salus"), "{said}");
        said.contains("repeat it with --record")
    };
    assert!(advice(503, "busy") && advice(408, "body_stopped") && advice(409, "in_progress"));
    assert!(!advice(401, "not_signed_in") && !advice(409, "conflict") && !advice(422, "no_policy"));
}
