//! Who may ask for what. Checked on every intent, because a press is untrusted data.

use serde::{Deserialize, Serialize};

/// What somebody may be to the bot. One person can be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The first admins: from the settings or by the claim code. Names and removes admins.
    Owner,
    /// Runs cohorts.
    Admin,
    /// Answers questions: whoever writes in a bound mentors' group.
    Mentor,
    /// Previews lessons and assessments.
    Author,
    /// Takes the course.
    Participant,
}

/// What can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    NameAdmins,
    RunCohorts,
    Preview,
    AnswerQuestions,
    WaiveGate,
    TakeCourse,
}

impl Role {
    pub const ALL: [Self; 5] = [Self::Owner, Self::Admin, Self::Mentor, Self::Author, Self::Participant];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Mentor => "mentor",
            Self::Author => "author",
            Self::Participant => "participant",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    pub const fn may(self, act: Act) -> bool {
        match act {
            Act::NameAdmins => matches!(self, Self::Owner),
            Act::RunCohorts => matches!(self, Self::Owner | Self::Admin),
            Act::Preview => matches!(self, Self::Owner | Self::Admin | Self::Author),
            Act::AnswerQuestions => matches!(self, Self::Mentor),
            Act::WaiveGate => matches!(self, Self::Owner | Self::Admin | Self::Mentor),
            Act::TakeCourse => matches!(self, Self::Participant),
        }
    }
}

/// Whether any of these roles allows it.
pub fn allowed(roles: &[Role], act: Act) -> bool {
    roles.iter().any(|role| role.may(act))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_act_is_open_to_the_roles_of_the_table() {
        use Role::*;
        let table: [(Act, &[Role]); 6] = [
            (Act::NameAdmins, &[Owner]),
            (Act::RunCohorts, &[Owner, Admin]),
            (Act::Preview, &[Owner, Admin, Author]),
            (Act::AnswerQuestions, &[Mentor]),
            (Act::WaiveGate, &[Owner, Admin, Mentor]),
            (Act::TakeCourse, &[Participant]),
        ];
        for (act, expected) in table {
            let may: Vec<Role> = Role::ALL.into_iter().filter(|role| role.may(act)).collect();
            assert_eq!(may, expected, "{act:?}");
        }
    }

    #[test]
    fn nobody_without_a_role_may_do_anything() {
        for act in
            [Act::NameAdmins, Act::RunCohorts, Act::Preview, Act::AnswerQuestions, Act::WaiveGate, Act::TakeCourse]
        {
            assert!(!allowed(&[], act));
        }
    }
}
