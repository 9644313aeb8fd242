//! Who certifies which attributes of whom
