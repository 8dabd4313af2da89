//! A policy as bytes: what the build makes of the packs that are built in, so that a run need not compile them.

use crate::Policy;

impl Policy {
    /// The policy as bytes, the same ones for the same policy. Only the same build reads them: they have no version.
    ///
    /// # Errors
    /// None that is known; what the encoder says.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        postcard::to_stdvec(self).map_err(|error| error.to_string())
    }

    /// The policy of these bytes.
    ///
    /// # Errors
    /// Bytes that no policy of this build makes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        postcard::from_bytes(bytes).map_err(|error| error.to_string())
    }
}
