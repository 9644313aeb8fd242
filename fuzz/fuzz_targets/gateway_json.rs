//! What clients and gateways say to each other.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_client::gateway::{
    Admitted, Challenge, ChallengeRequest, EnrolRequest, Enrolled, Fault, Filed, RecordState, SessionRequest,
    Stored,
};
use serde::{de::DeserializeOwned, Serialize};

fn recode<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(bytes: &[u8]) {
    if let Ok(message) = serde_json::from_slice::<T>(bytes) {
        let again = serde_json::to_vec(&message).expect("a message has a text");
        assert_eq!(serde_json::from_slice::<T>(&again).expect("its text is read"), message);
    }
}

fuzz_target!(|bytes: &[u8]| {
    recode::<ChallengeRequest>(bytes);
    recode::<Challenge>(bytes);
    recode::<SessionRequest>(bytes);
    recode::<EnrolRequest>(bytes);
    recode::<Enrolled>(bytes);
    recode::<Filed>(bytes);
    recode::<RecordState>(bytes);
    recode::<Stored>(bytes);
    recode::<Admitted>(bytes);
    recode::<Fault>(bytes);
});
