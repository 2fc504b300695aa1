//! The events of two arms, checked once.

/// More subjects of an arm than this are refused: beyond, a count is surely a mistake, and an exact test would
/// hold the program up.
pub const MOST_SUBJECTS: u64 = 10_000_000;

/// Events among all, in the arm asked about and in the one it is compared with.
///
/// ```
/// use riskset::evidence::two_by_two::TwoByTwo;
/// let table = TwoByTwo::new([3, 24], [17, 44])?;
/// assert_eq!(table.without(), [14, 20]);
/// assert!(TwoByTwo::new([3, 24], [2, 44]).is_err());
/// # Ok::<(), riskset::evidence::two_by_two::Unsound>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoByTwo {
    events: [u64; 2],
    n: [u64; 2],
}

/// Why counts are no table; `arm` is 0 or 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unsound {
    /// The arm has no subjects.
    NoSubjects { arm: usize },
    /// More events than subjects.
    EventsAboveN { arm: usize },
    /// More than [`MOST_SUBJECTS`].
    TooMany { arm: usize },
}

impl std::fmt::Display for Unsound {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (what, arm) = match self {
            Unsound::NoSubjects { arm } => ("no subjects", arm),
            Unsound::EventsAboveN { arm } => ("more events than subjects", arm),
            Unsound::TooMany { arm } => ("more subjects than can be counted", arm),
        };
        write!(out, "{what} in arm {}", arm + 1)
    }
}

impl std::error::Error for Unsound {}

impl TwoByTwo {
    /// Checks the counts.
    ///
    /// # Errors
    /// [`Unsound`] names the arm.
    pub fn new(events: [u64; 2], n: [u64; 2]) -> Result<Self, Unsound> {
        for arm in 0..2 {
            if n[arm] == 0 {
                return Err(Unsound::NoSubjects { arm });
            }
            if events[arm] > n[arm] {
                return Err(Unsound::EventsAboveN { arm });
            }
            if n[arm] > MOST_SUBJECTS {
                return Err(Unsound::TooMany { arm });
            }
        }
        Ok(TwoByTwo { events, n })
    }

    /// Subjects with the event.
    pub fn events(&self) -> [u64; 2] {
        self.events
    }

    /// All subjects.
    pub fn n(&self) -> [u64; 2] {
        self.n
    }

    /// Subjects without the event.
    pub fn without(&self) -> [u64; 2] {
        [self.n[0] - self.events[0], self.n[1] - self.events[1]]
    }

    /// The arms the other way round.
    pub fn swapped(&self) -> Self {
        TwoByTwo { events: [self.events[1], self.events[0]], n: [self.n[1], self.n[0]] }
    }

    /// What was no event counted as the event.
    pub fn complement(&self) -> Self {
        TwoByTwo { events: self.without(), n: self.n }
    }

    /// The same with `events` in one arm; `None` if it has fewer subjects.
    pub fn with_events(&self, arm: usize, events: u64) -> Option<Self> {
        let mut changed = *self;
        *changed.events.get_mut(arm)? = events;
        (events <= *self.n.get(arm)?).then_some(changed)
    }

    /// Whether nobody had the event, or everybody.
    pub fn has_zero_margin(&self) -> bool {
        self.events == [0, 0] || self.events == self.n
    }

    /// Risk of the first arm less that of the second, times both numbers of subjects: a whole number, so that
    /// its sign is exact.
    pub fn cross_difference(&self) -> i128 {
        let wide = i128::from;
        wide(self.events[0]) * wide(self.n[1]) - wide(self.events[1]) * wide(self.n[0])
    }
}
