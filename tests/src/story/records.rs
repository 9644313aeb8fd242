//! Policies are set and records filed.

use super::{people::Cast, together::Deed, Story};
use crate::{
    deadline::wait_for,
    examples::{make_scan, SCAN_BYTES},
    salus::{text, Person},
};
use anyhow::{ensure, Context, Result};
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// Who reads clinical records.
pub const CLINICAL: &str = "doctor@medical-council AND cardiology@city-hospital";
/// Who reads what a claim needs.
pub const CLAIMS: &str = "claims@insurance-board OR doctor@medical-council AND cardiology@city-hospital";
/// How long a record may take to become active.
const ENDORSEMENT_LIMIT: Duration = Duration::from_secs(120);

/// The numbers of the patient's policies.
pub struct Policies {
    clinical: String,
    claims: String,
}

/// A record and the file it was made from.
pub struct Filed {
    /// Its id.
    pub record: String,
    /// What was filed.
    pub file: PathBuf,
    /// What it is called in the story.
    pub title: &'static str,
}

impl Story<'_> {
    pub(super) fn decide(&mut self, cast: &Cast) -> Result<Policies> {
        let patient = &cast.patient;
        let clinical = self.step(
            &format!("the patient decides: for treatment, {CLINICAL}; and whoever saves my life"),
            patient,
            &["policy", "set", CLINICAL, "--purpose", "TREAT", "--emergency"],
        )?;
        let claims = self.step(
            &format!("the patient decides: for payment, {CLAIMS}"),
            patient,
            &["policy", "set", CLAIMS, "--purpose", "HPAYMT"],
        )?;
        self.step("the patient lets City Hospital add records", patient, &["contribution", "allow", "0"])?;
        Ok(Policies { clinical: text(&clinical, "policy")?, claims: text(&claims, "policy")? })
    }

    pub(super) fn file(&mut self, cast: &Cast, policies: &Policies) -> Result<Vec<Filed>> {
        let scan = self.network.folder().join("scan.bin");
        make_scan(&scan, SCAN_BYTES)?;
        let wanted = [
            ("the patient's master data", self.examples.file("Patient-example.json"), &policies.clinical),
            ("an observation", self.examples.file("Observation-f001.json"), &policies.clinical),
            ("a diagnostic report", self.examples.file("DiagnosticReport-f201.json"), &policies.clinical),
            ("a bundle of lipid results", self.examples.file("Bundle-101.json"), &policies.clinical),
            ("a scan of 24 MiB", scan, &policies.clinical),
            ("a claim", self.examples.file("Claim-100150.json"), &policies.claims),
        ];
        let hospital = cast.city_hospital.visiting(self.network, 0);
        let deeds = wanted
            .iter()
            .map(|(title, file, policy)| Ok(vec![submission(cast, &hospital, policy, title, file, &[])?]))
            .collect::<Result<Vec<_>>>()?;
        let answers = self.together(deeds)?;
        wanted
            .into_iter()
            .zip(answers.iter().flatten())
            .map(|((title, file, _), answer)| Ok(Filed { record: text(answer, "record")?, file, title }))
            .collect()
    }

    /// City Hospital files a record and waits until a majority endorsed it, unless told not to.
    pub(super) fn submit(
        &mut self,
        cast: &Cast,
        policy: &str,
        title: &'static str,
        file: PathBuf,
        more: &[&str],
    ) -> Result<Filed> {
        let hospital = cast.city_hospital.visiting(self.network, 0);
        let deed = submission(cast, &hospital, policy, title, &file, more)?;
        let answers = self.together(vec![vec![deed]])?;
        let answer = answers.iter().flatten().next().context("no answer")?;
        Ok(Filed { record: text(answer, "record")?, file, title })
    }

    /// With two gateways away there is no majority: the record stays Pending until one is back.
    pub(super) fn file_without_majority(&mut self, cast: &Cast, policies: &Policies) -> Result<Filed> {
        for index in [2, 3] {
            self.network.stop_gateway(index);
        }
        let file = self.examples.file("Observation-f002.json");
        let filed = self.submit(cast, &policies.clinical, "another observation", file, &["--no-wait"])?;
        let hospital = cast.city_hospital.clone();

        // Harbour Hospital endorses; with City Hospital that makes two of the three that it takes.
        let status = || -> Result<(String, u64)> {
            let answer = hospital.do_(&["record", "show", &filed.record])?;
            let endorsed = answer.pointer("/record/endorsements").and_then(|list| list.as_array());
            Ok((
                text(answer.get("record").context("no record")?, "status")?,
                endorsed.map_or(0, Vec::len) as u64,
            ))
        };
        wait_for("the second endorsement", ENDORSEMENT_LIMIT, || Ok((status()?.1 >= 2).then_some(())))?;
        let before = self.network.finalised(0)?;
        wait_for("five more blocks", ENDORSEMENT_LIMIT, || {
            Ok((self.network.finalised(0)? >= before + 5).then_some(()))
        })?;
        ensure!(status()?.0 == "pending", "a record became {} without its majority", status()?.0);
        self.refuse(
            "two of four have endorsed it; it stays Pending, and the cardiologist is refused",
            &cast.cardiologist,
            &filed.record,
            "TREAT",
        )?;

        let start = std::time::Instant::now();
        self.network.start_gateway(2)?;
        self.network.wait_for_gateway(2)?;
        wait_for("the third endorsement", ENDORSEMENT_LIMIT, || Ok((status()?.0 == "active").then_some(())))?;
        self.teller.step(
            "Valley Hospital's gateway is back and endorses: the record is Active",
            start.elapsed(),
            None,
        );
        self.network.start_gateway(3)?;
        self.network.wait_for_gateway(3)?;
        Ok(filed)
    }
}

impl Policies {
    /// The policy of clinical records.
    pub(super) fn clinical(&self) -> &str {
        &self.clinical
    }
}

/// How City Hospital files a record; it waits until a majority endorsed it, unless told not to.
fn submission<'p>(
    cast: &Cast,
    hospital: &'p Person,
    policy: &str,
    title: &str,
    file: &Path,
    more: &[&str],
) -> Result<Deed<'p>> {
    let patient = cast.patient.account()?;
    let path = file.to_str().context("a path that is not text")?;
    let size = std::fs::metadata(file)?.len();
    let mut arguments = vec!["record", "submit", "--patient", &patient, "--policy", policy, "--file", path];
    arguments.extend(more);
    let outcome = if more.contains(&"--no-wait") {
        "it is Pending"
    } else {
        "three of four organisations hold or verified it"
    };
    let what = format!("City Hospital encrypts and files {title} ({size} bytes): {outcome}");
    Ok(Deed::new(what, hospital, &arguments))
}
