//! One append-only, provable trail per patient
