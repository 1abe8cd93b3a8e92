//! The rules of a course in chat: pure functions over values. No async, no clock, no randomness, no SQL, no Telegram.

pub mod addressing;
pub mod contact;
pub mod course;
pub mod decision;
pub mod enrolment;
pub mod gate;
pub mod grading;
pub mod health;
pub mod ids;
pub mod model;
pub mod notice;
pub mod outcome;
pub mod pace;
pub mod patience;
pub mod preferences;
pub mod press;
pub mod question;
pub mod real_time;
pub mod release;
pub mod rest;
pub mod role;
pub mod rush;
pub mod schedule;
pub mod shutdown;
