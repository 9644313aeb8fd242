//! Who may read, reads; who may not, does not.

use super::{
    people::Cast,
    records::{Filed, Policies},
    together::Deed,
    Story,
};
use crate::salus::{text, Person};
use anyhow::{ensure, Context, Result};
use serde_json::Value;
use std::path::PathBuf;

/// The exit code of `salus` when access is refused.
pub const REFUSED: i32 = 3;

impl Story<'_> {
    pub(super) fn read(&mut self, cast: &Cast, filed: &[Filed]) -> Result<()> {
        let report = find(filed, "a diagnostic report")?;
        let rounds = filed
            .iter()
            .filter(|item| item.title != "a claim")
            .map(|item| reading(&cast.cardiologist, item, "TREAT", "ward round"))
            .collect::<Result<Vec<_>>>()?;
        let rows = vec![
            rounds,
            vec![reading(&cast.colleague, report, "TREAT", "second opinion")?],
            vec![reading(&cast.patient, report, "PATRQT", "my own record")?],
            vec![reading(&cast.clerk, find(filed, "a claim")?, "HPAYMT", "claim 100150")?],
        ];
        self.together(rows)?;
        for item in filed.iter().filter(|item| item.title != "a claim") {
            same_bytes(&cast.cardiologist, item)?;
        }
        same_bytes(&cast.colleague, report)?;
        same_bytes(&cast.patient, report)?;
        same_bytes(&cast.clerk, find(filed, "a claim")?)?;
        self.teller.detail("everything that was read is what was filed, byte for byte");

        let clerk = &cast.clerk;
        self.refuse(
            "the insurer's clerk asks for the report, for payment: refused",
            clerk,
            &report.record,
            "HPAYMT",
        )?;
        self.refuse(
            "the clerk asks for the report, pretending treatment: refused",
            clerk,
            &report.record,
            "TREAT",
        )?;
        let absent = format!("0x{}", "5a".repeat(32));
        self.refuse(
            "the clerk asks for a record that does not exist: refused alike",
            clerk,
            &absent,
            "HPAYMT",
        )?;

        let reason = self.refused_step(
            "somebody who was never enrolled asks for the report: refused before it enters a block",
            &cast.stranger,
            &[
                "access",
                "open",
                &report.record,
                "--purpose",
                "TREAT",
                "--reason",
                "curious",
                "-o",
                &copy_of(&cast.stranger, "refused")?,
            ],
            1,
        )?;
        ensure!(reason.contains("neither a seat"), "the stranger failed for another reason: {reason}");
        self.teller.detail(reason.lines().next().unwrap_or_default());
        Ok(())
    }

    /// Somebody asks for a record and is refused; nothing is written.
    pub(super) fn refuse(&mut self, what: &str, reader: &Person, record: &str, purpose: &str) -> Result<()> {
        let copy = copy_of(reader, "refused")?;
        let arguments = ["access", "open", record, "--purpose", purpose, "--reason", "round", "-o", &copy];
        self.refused_step(what, reader, &arguments, REFUSED)?;
        ensure!(!std::path::Path::new(&copy).exists(), "{} was refused and still got a file", reader.name());
        Ok(())
    }

    /// Somebody opens a record; what is written must be what was filed, byte for byte.
    fn open(&mut self, reader: &Person, filed: &Filed, purpose: &str, reason: &str) -> Result<String> {
        let answers = self.together(vec![vec![reading(reader, filed, purpose, reason)?]])?;
        same_bytes(reader, filed)?;
        text(answers.iter().flatten().next().context("no answer")?, "ticket")
    }

    /// The cardiologist's certificate is withdrawn: nothing opens any more, old or new.
    pub(super) fn withdraw(
        &mut self,
        cast: &Cast,
        policies: &Policies,
        filed: &[Filed],
    ) -> Result<Withdrawn> {
        let doctor = &cast.cardiologist;
        let account = doctor.account()?;
        let report = find(filed, "a diagnostic report")?;
        let older_ticket = self.open(doctor, report, "TREAT", "last round")?;
        self.step(
            "city-hospital withdraws cardiology from the cardiologist: its keys move to the next epoch",
            &cast.city_hospital,
            &["authority", "revoke", &account, "cardiology"],
        )?;
        let colleague = cast.colleague.account()?;
        self.step(
            "city-hospital renews the colleague's key for the new epoch",
            &cast.city_hospital,
            &["authority", "renew", &colleague, "cardiology"],
        )?;
        self.step("the colleague fetches the new key", &cast.colleague, &["keys", "sync"])?;
        self.refuse(
            "the former cardiologist asks for an older record: refused",
            doctor,
            &report.record,
            "TREAT",
        )?;
        let copy = copy_of(doctor, "refused")?;
        let reason = self.refused_step(
            "the former cardiologist presents a ticket from before: the gateway refuses",
            doctor,
            &["access", "fetch", &older_ticket, "-o", &copy],
            1,
        )?;
        ensure!(reason.contains("not granted any more"), "the ticket failed for another reason: {reason}");
        self.teller.detail(reason.lines().next().unwrap_or_default());
        let file = self.examples.file("Observation-f003.json");
        let newer = self.submit(cast, policies.clinical(), "a newer observation", file, &[])?;
        self.refuse(
            "the former cardiologist asks for the newer record: refused",
            doctor,
            &newer.record,
            "TREAT",
        )?;
        let header_copy = self.copy_header(doctor, report)?;
        let answer = self.step(
            "the patient closes the older records to the former cardiologist's keys: new headers for all of them",
            &cast.patient,
            &["record", "rewrap"],
        )?;
        let made = answer.get("rewrapped").and_then(Value::as_array).map_or(0, Vec::len);
        let older = filed.len();
        ensure!(made == older, "{made} of {older} older records have new headers: {answer}");
        self.teller.detail(&format!("{made} records; a majority endorsed each new header"));
        let rows = [&newer, report].map(|record| reading(&cast.colleague, record, "TREAT", "takes over"));
        self.together(rows.into_iter().map(|deed| Ok(vec![deed?])).collect::<Result<_>>()?)?;
        for record in [&newer, report] {
            same_bytes(&cast.colleague, record)?;
        }
        Ok(Withdrawn { newer, older_ticket, header_copy })
    }

    /// Somebody keeps a copy of a record's header, as it lies in a gateway's data pool.
    fn copy_header(&mut self, person: &Person, filed: &Filed) -> Result<PathBuf> {
        let answer = person.do_(&["record", "show", &filed.record])?;
        let name = text(answer.get("record").context("no record")?, "header")?;
        let files = self.network.block_files(&name)?;
        let copy = person.folder().join(&name);
        std::fs::copy(files.first().context("no gateway keeps the header")?, &copy)?;
        Ok(copy)
    }
}

/// What is left of a certificate that was withdrawn.
pub(super) struct Withdrawn {
    /// Filed afterwards.
    pub newer: Filed,
    /// A ticket of before, not used.
    pub older_ticket: String,
    /// A copy of the report's header of before.
    pub header_copy: PathBuf,
}

/// How somebody opens a record.
pub(super) fn reading<'p>(
    reader: &'p Person,
    filed: &Filed,
    purpose: &str,
    reason: &str,
) -> Result<Deed<'p>> {
    let copy = copy_of(reader, filed.title)?;
    let what = format!("the {} opens {} for {purpose} and reads it", reader.name(), filed.title);
    let arguments = ["access", "open", &filed.record, "--purpose", purpose, "--reason", reason, "-o", &copy];
    Ok(Deed::new(what, reader, &arguments))
}

/// What a reader got must be what was filed, byte for byte. The plaintext is not kept.
pub(super) fn same_bytes(reader: &Person, filed: &Filed) -> Result<()> {
    let copy = copy_of(reader, filed.title)?;
    ensure!(
        std::fs::read(&copy)? == std::fs::read(&filed.file)?,
        "{} read something else than what was filed: {}",
        reader.name(),
        filed.title
    );
    std::fs::remove_file(copy)?;
    Ok(())
}

/// Where a reader's plaintext goes; nothing is there before and nothing stays.
fn copy_of(reader: &Person, title: &str) -> Result<String> {
    let copy = reader.folder().join(title.replace([' ', '\''], "-"));
    Ok(copy.to_str().context("a path that is not text")?.to_owned())
}

pub(super) fn find<'f>(filed: &'f [Filed], title: &str) -> Result<&'f Filed> {
    filed.iter().find(|item| item.title == title).with_context(|| format!("{title} was never filed"))
}
