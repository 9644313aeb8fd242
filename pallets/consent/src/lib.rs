//! The patient's will, and the decision
