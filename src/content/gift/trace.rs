//! Marks at the branches of the reader, which the tests count; in the product nothing is left of them.

/// Says that a branch was reached.
macro_rules! reach {
    ($branch:ident) => {
        #[cfg(test)]
        super::trace::marks::reached(super::trace::marks::Branch::$branch);
    };
}
pub(super) use reach;

#[cfg(test)]
pub(super) mod marks {
    use std::cell::RefCell;

    macro_rules! branches {
        ($($branch:ident)*) => {
            /// A branch of the reader; each stands in it once.
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
            pub enum Branch { $($branch),* }

            impl Branch {
                pub const ALL: &'static [Self] = &[$(Self::$branch),*];
            }
        };
    }

    branches! {
        BlankLine FalseBlank CommentLine ZeroLine Control LoneReturn
        Escape LoneSign Weighed WeightSlip MarkFound
        OnlyComments GoesOn Broken BrokenNamed
        CategoryRead CategoryEmpty CategoryCrowded CategoryEscape CategoryInside
        Named NameEmpty NameOpen Unnamed
        NoBraces NothingSaid CloseFirst NeverClosed OpenTwice TailBlank TailNextItem TailStrayClose TailStrayOpen Gap
        FormatRead FormatUnknown FormatSlip FormatSpaced TextPlain
        GeneralFeedback GeneralTwice GeneralRun
        EssayRead NumericalRead ChoicesRead MatchingRead TrueFalseRead ShortAnswerRead
        TruthTilde TruthArrow Truth Untruth TruthWrong TruthRight TruthThird
        Unsigned RightFull WeightNone Feedback CountOne CountSeveral
        WeightListed WeightUnlisted WeightSlipped WeightMisplaced
        PairRead PairDistractor PairNoArrow PairHash PairWeighed
        NumberFirstUnsigned NumberNone NumberAny NumberAround NumberExact NumberBetween NumberBackwards NumberNegative
        NumberBad NumberWrongFeedback NumberWrongWords NumberWrongSign
        PlaceAbove PlaceAnswer PlaceBelow TagRead IdRead IdSecond
    }

    /// What one run of the reader reached.
    #[derive(Debug, Clone, Default)]
    pub struct Trace {
        /// How often each branch was reached right after another one.
        pub steps: std::collections::BTreeMap<(Option<Branch>, Branch), u32>,
        last: Option<Branch>,
    }

    thread_local! {
        static TRACE: RefCell<Trace> = RefCell::default();
        /// Branches to be reached one after the other, and how many of them were.
        static PLANTED: RefCell<(Vec<Branch>, usize)> = const { RefCell::new((Vec::new(), 0)) };
    }

    pub fn reached(branch: Branch) {
        TRACE.with_borrow_mut(|trace| {
            *trace.steps.entry((trace.last, branch)).or_default() += 1;
            trace.last = Some(branch);
        });
        let is_due = PLANTED.with_borrow_mut(|(branches, at)| {
            if matches!(branch, Branch::Named | Branch::NameEmpty | Branch::Unnamed) {
                *at = 0;
            }
            *at += usize::from(branches.get(*at) == Some(&branch));
            !branches.is_empty() && *at == branches.len()
        });
        assert!(!is_due, "the planted panic");
    }

    /// What was reached since it was last asked.
    pub fn take() -> Trace {
        TRACE.take()
    }

    /// From now on the reader panics in this thread once it reaches these branches in this order in one question.
    pub fn plant(branches: &[Branch]) {
        PLANTED.set((branches.to_vec(), 0));
    }
}
