//! The stand-alone chain of the consortium
