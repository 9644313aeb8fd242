//! What calls do to the world.

use super::*;

impl World {
    pub(super) fn take(&mut self, by: AccountId, call: &Call, now: BlockNumber) -> Result<(), LedgerError> {
        let refused = |name: &str| Err(LedgerError::Refused { reason: name.into(), block: now });
        let Some(Standing::Gateway(organisation)) = self.standing(&by) else {
            return Err(LedgerError::NotTaken("this account speaks in no capacity".into()));
        };
        match call.clone() {
            Call::Enrol { account, key_card, agreement } => {
                let known = self.participants.get(&account).map(|person| person.organisation);
                if known == Some(organisation) || (known.is_none() && self.standing(&account).is_some()) {
                    return refused("Consortium::AccountInUse");
                }
                let (role, status) = (agreement.role, MemberStatus::Active);
                let person = Participant { organisation, role, key_card, status };
                self.participants.insert(account, person);
            }
            Call::Submit { record, patient, author, policy, content, header, previous } => {
                let reopens = |lapsed: &Record<AccountId>| {
                    lapsed.status == RecordStatus::Lapsed
                        && (lapsed.organisation, lapsed.patient, lapsed.content)
                            == (organisation, patient, content)
                        && now >= lapsed.deadline + REOPEN_AFTER
                };
                if self.records.get(&record).is_some_and(|known| !reopens(known))
                    || self.erasures.contains_key(&record)
                    || self.erased_ids.contains(&record)
                {
                    return refused("EhrRegistry::AlreadyExists");
                }
                if self.policies[&policy.id].version != policy.version {
                    return refused("EhrRegistry::PolicyNotCurrent");
                }
                let required = self.organisations.len() as u32 / 2 + 1;
                let endorsements = Endorsers::try_from(vec![organisation]).unwrap();
                let status = RecordStatus::Pending;
                let (submitted_at, deadline) = (now, now + 1800);
                let found = Record {
                    patient,
                    organisation,
                    author,
                    policy,
                    content,
                    header,
                    previous,
                    status,
                    required,
                    endorsements,
                    submitted_at,
                    deadline,
                    disputed: None,
                };
                self.records.insert(record, found);
                self.settle(&record);
            }
            Call::Endorse(records) => {
                for id in records {
                    if let Some(record) = self.records.get_mut(&id) {
                        if record.status == RecordStatus::Pending
                            && !record.endorsements.contains(&organisation)
                        {
                            record.endorsements.try_push(organisation).unwrap();
                        }
                    }
                    self.settle(&id);
                }
            }
            Call::Lapse(record) => self.records.get_mut(&record).unwrap().status = RecordStatus::Lapsed,
            Call::Rewrap { record, policy, header, guardian, signature } => {
                let Some(found) = self.records.get(&record) else {
                    return refused("EhrRegistry::RecordNotFound");
                };
                if self.policies[&policy.id].version != policy.version {
                    return refused("EhrRegistry::PolicyNotCurrent");
                }
                if found.status != RecordStatus::Active || found.header == header {
                    return refused("EhrRegistry::HeaderUnchanged");
                }
                let statement = rewrap_statement(&GENESIS, &record, &found.header, &policy, &header);
                let signer = guardian.unwrap_or(found.patient);
                if !self.decides_for(&signer, &found.patient) || !signer.verifies(&statement, &signature) {
                    return refused("EhrRegistry::NotSignedByPatient");
                }
                let before = self.rewraps.get(&record).filter(|before| now < before.deadline);
                if before.is_some_and(|before| before.organisation != organisation && before.policy == policy)
                {
                    return refused("EhrRegistry::RewrapPending");
                }
                let required = self.organisations.len() as u32 / 2 + 1;
                let deadline = now + 1800;
                let endorsements = Endorsers::new();
                let rewrap = Rewrap { organisation, policy, header, required, endorsements, deadline };
                self.rewraps.insert(record, rewrap);
                self.endorse_rewrap(organisation, &record, &header);
            }
            Call::DropRewrap(record) => {
                if self.rewraps.remove(&record).is_none() {
                    return refused("EhrRegistry::RewrapNotFound");
                }
            }
            Call::EndorseRewraps(rewraps) => {
                for (id, header) in rewraps {
                    self.endorse_rewrap(organisation, &id, &header);
                }
            }
            Call::AttestErasure(records) => {
                for id in records {
                    self.attest(organisation, &id, now);
                }
            }
            Call::Acknowledge(receipts) => {
                for (ticket, _) in receipts {
                    if let Some(ticket) = self.tickets.get_mut(&ticket) {
                        ticket.served = Some(Served { organisation, at: now });
                    }
                }
            }
        }
        Ok(())
    }

    /// The patient asks for the erasure of `id`.
    pub fn erase(&mut self, id: &RecordId) {
        let required = self.organisations.len() as u32 / 2 + 1;
        let record = self.records.get_mut(id).unwrap();
        record.status = RecordStatus::Erasing;
        let erasure = Erasure {
            patient: record.patient,
            organisation: record.organisation,
            asked_at: 0,
            required,
            attestations: Endorsers::new(),
            erased_at: None,
        };
        self.erasures.insert(*id, erasure);
        self.rewraps.remove(id);
    }

    fn attest(&mut self, organisation: OrganisationId, id: &RecordId, now: BlockNumber) {
        let Some(erasure) = self.erasures.get_mut(id) else { return };
        if !erasure.attestations.contains(&organisation) {
            erasure.attestations.try_push(organisation).unwrap();
        }
        if erasure.erased_at.is_none() && erasure.attestations.len() as u32 >= erasure.required {
            erasure.erased_at = Some(now);
            self.records.remove(id);
        }
    }

    fn endorse_rewrap(&mut self, organisation: OrganisationId, id: &RecordId, header: &ContentId) {
        let Some(rewrap) = self.rewraps.get_mut(id).filter(|rewrap| rewrap.header == *header) else { return };
        if !rewrap.endorsements.contains(&organisation) {
            rewrap.endorsements.try_push(organisation).unwrap();
        }
        if rewrap.endorsements.len() as u32 >= rewrap.required {
            let record = self.records.get_mut(id).unwrap();
            (record.header, record.policy) = (rewrap.header, rewrap.policy);
            self.rewraps.remove(id);
        }
    }

    fn settle(&mut self, id: &RecordId) {
        if let Some(record) = self.records.get_mut(id) {
            if record.status == RecordStatus::Pending && record.endorsements.len() as u32 >= record.required {
                record.status = RecordStatus::Active;
            }
        }
    }
}
