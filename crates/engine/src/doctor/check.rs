//! One check of the doctor's: what was looked at, how it came out, what was seen, and what mends it.

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Good.
    Pass,
    /// Not here, and nothing that was asked for needs it.
    Absent,
    /// Not as usual, and it may work all the same.
    Warn,
    /// Broken.
    Fail,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoctorCheck {
    /// What was looked at, a stable name: `kvm.node`.
    pub subject: String,
    /// How it came out.
    pub verdict: Verdict,
    /// What was seen.
    pub found: String,
    /// Why it matters or where it was seen, a few words.
    pub reason: Option<String>,
    /// What to do.
    pub mend: Option<String>,
    /// The line that asks for it: `104.conf:12`.
    pub place: Option<String>,
}

impl DoctorCheck {
    fn new(verdict: Verdict, subject: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            subject: subject.into(),
            verdict,
            found: found.into(),
            reason: None,
            mend: None,
            place: None,
        }
    }

    /// Makes one that is good.
    pub(super) fn pass(subject: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(Verdict::Pass, subject, found)
    }

    /// Makes one about something that is not here and need not be.
    pub(super) fn absent(subject: impl Into<String>, found: impl Into<String>) -> Self {
        Self::new(Verdict::Absent, subject, found)
    }

    /// Makes one that deserves a look.
    pub(super) fn warn(subject: impl Into<String>, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::new(Verdict::Warn, subject, found).mend(mend)
    }

    /// Makes one that is broken.
    pub(super) fn fail(subject: impl Into<String>, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self::new(Verdict::Fail, subject, found).mend(mend)
    }

    /// Makes one of a trial: what was proved, or the reason why not and what mends it.
    pub(super) fn of_trial(subject: impl Into<String>, outcome: transom_runtime::Outcome, mend: &str) -> Self {
        match outcome {
            Ok(proof) => Self::pass(subject, proof),
            Err(reason) => Self::fail(subject, reason, mend),
        }
    }

    /// Adds why it matters.
    #[must_use]
    pub(super) fn because(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Adds what to do.
    #[must_use]
    pub(super) fn mend(mut self, mend: impl Into<String>) -> Self {
        self.mend = Some(mend.into());
        self
    }

    /// Adds the line that asks for it.
    #[must_use]
    pub(super) fn at(mut self, place: impl Into<String>) -> Self {
        self.place = Some(place.into());
        self
    }

    /// Adds a line unless it has one of its own.
    #[must_use]
    pub(super) fn or_at(mut self, place: &str) -> Self {
        self.place.get_or_insert_with(|| place.to_owned());
        self
    }
}

/// Whether the thing was asked for by name: what is not here is then a failure, and else just not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It was asked for.
    Asked,
    /// It was not.
    Whatever,
}

impl Need {
    /// Makes the check of something that is not here.
    pub(super) fn missing(self, subject: impl Into<String>, found: impl Into<String>, mend: impl Into<String>) -> DoctorCheck {
        match self {
            Self::Asked => DoctorCheck::fail(subject, found, mend),
            Self::Whatever => DoctorCheck::absent(subject, found).mend(mend),
        }
    }

    /// Makes the check of a trial of something that many machines do without.
    pub(super) fn of_trial(self, subject: impl Into<String>, outcome: transom_runtime::Outcome, mend: &str) -> DoctorCheck {
        match outcome {
            Ok(proof) => DoctorCheck::pass(subject, proof),
            Err(reason) => self.missing(subject, reason, mend),
        }
    }
}
