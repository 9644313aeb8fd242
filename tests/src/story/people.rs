//! Authorities are admitted, people enrolled, attributes certified, keys delivered.

use super::Story;
use crate::salus::{text, Person};
use anyhow::{Context, Result};

/// Everybody in the story.
pub struct Cast {
    /// Owner of the records, enrolled by City Hospital.
    pub patient: Person,
    /// `doctor@medical-council` and `cardiology@city-hospital`; works at City Hospital.
    pub cardiologist: Person,
    /// `doctor@medical-council` and `cardiology@city-hospital` too; works at Harbour Hospital.
    pub colleague: Person,
    /// `claims@insurance-board`; works at Guardian Insurance.
    pub clerk: Person,
    /// Has keys but was never enrolled.
    pub stranger: Person,
    /// Certifies doctors.
    pub medical_council: Person,
    /// Certifies who works in which department of City Hospital.
    pub city_hospital: Person,
}

impl Story<'_> {
    pub(super) fn gather(&mut self) -> Result<Cast> {
        let seats = (0..4).map(|index| Person::seat(self.network, index)).collect::<Result<Vec<_>>>()?;
        let medical_council = self.admit(&seats, "medical-council", 1)?;
        let city_hospital = self.admit(&seats, "city-hospital", 0)?;
        let insurance_board = self.admit(&seats, "insurance-board", 3)?;
        for (authority, attribute) in
            [(&medical_council, "doctor"), (&city_hospital, "cardiology"), (&insurance_board, "claims")]
        {
            let what =
                format!("{} declares the attribute {attribute}@{}", authority.name(), authority.name());
            self.step(&what, authority, &["authority", "declare", attribute])?;
        }

        let patient = self.enrol("patient", "patient", 0)?;
        let cardiologist = self.enrol("cardiologist", "practitioner", 0)?;
        let colleague = self.enrol("colleague", "practitioner", 1)?;
        let clerk = self.enrol("clerk", "data-user", 3)?;
        let stranger = Person::new(self.network, "stranger", 2)?;
        stranger.do_(&["keys", "new"])?;

        for doctor in [&cardiologist, &colleague] {
            self.certify(&medical_council, doctor, "doctor")?;
            self.certify(&city_hospital, doctor, "cardiology")?;
        }
        self.certify(&insurance_board, &clerk, "claims")?;
        for holder in [&cardiologist, &colleague, &clerk] {
            let what = format!(
                "the {} fetches and checks the keys, and hands the gateway a transform key",
                holder.name()
            );
            self.step(&what, holder, &["keys", "sync"])?;
        }
        Ok(Cast { patient, cardiologist, colleague, clerk, stranger, medical_council, city_hospital })
    }

    /// An authority makes its keys; one seat proposes it, two more vote, and the motion is closed.
    fn admit(&mut self, seats: &[Person], name: &str, organisation: usize) -> Result<Person> {
        let office = Person::new(self.network, name, organisation)?;
        office.do_(&["keys", "new"])?;
        let registration = office.folder().join("registration.json");
        let registration = registration.to_str().context("a path that is not text")?;
        office.do_(&["authority", "new-keys", name, "-o", registration])?;
        let organisation = organisation.to_string();
        let [proposer, second, third, ..] = seats else { anyhow::bail!("too few seats") };
        let proposed =
            proposer.do_(&["authority", "register", registration, "--organisation", &organisation])?;
        let motion = text(&proposed, "motion")?;
        for seat in [second, third] {
            seat.do_(&["organisation", "vote", &motion])?;
        }
        let what = format!("the council admits the authority {name}: three of four seats vote for it");
        self.step(&what, proposer, &["organisation", "close", &motion])?;
        Ok(office)
    }

    /// Somebody makes keys and a card; the organisation's gateway enrols the account.
    fn enrol(&mut self, name: &str, role: &str, organisation: usize) -> Result<Person> {
        let person = Person::new(self.network, name, organisation)?;
        person.do_(&["keys", "new"])?;
        let card = person.folder().join("card");
        let card = card.to_str().context("a path that is not text")?;
        person.do_(&["keys", "card", "-o", card])?;
        let what = format!("{} enrols the {name}", crate::network::MEMBERS[organisation].name);
        self.step(&what, &person, &["enrol", "--role", role, "--card", card])?;
        Ok(person)
    }

    /// An authority certifies an attribute and seals its decryption key to the holder's card.
    fn certify(&mut self, authority: &Person, holder: &Person, attribute: &str) -> Result<()> {
        let what =
            format!("{} certifies {attribute} of the {} and seals the key", authority.name(), holder.name());
        let account = holder.account()?;
        self.step(&what, authority, &["authority", "grant", &account, attribute])?;
        Ok(())
    }
}
