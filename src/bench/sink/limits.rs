//! The limits that the stand-in enforces: a token bucket over all chats, and a gap in each chat.

use std::collections::HashMap;

/// In microseconds since the reset.
pub type Micros = u64;

/// Tokens of the overall rate, and when each chat got its last message.
#[derive(Debug)]
pub struct Limiter {
    /// Messages a second; 0: no limit.
    rate: f64,
    /// The most tokens that wait.
    burst: f64,
    /// Messages a second in a chat; 0: no limit.
    per_chat: f64,
    /// Seconds that a refusal asks for; meanwhile everything is refused.
    retry_after: u64,
    tokens: f64,
    filled_at: Micros,
    blocked_until: Micros,
    last_in: HashMap<i64, Micros>,
}

impl Limiter {
    pub fn new(rate: f64, burst: f64, per_chat: f64, retry_after: u64) -> Self {
        Self {
            rate,
            burst,
            per_chat,
            retry_after: retry_after.max(1),
            tokens: burst,
            filled_at: 0,
            blocked_until: 0,
            last_in: HashMap::new(),
        }
    }

    /// Takes a message in, or says for how many seconds to stay away.
    pub fn admit(&mut self, chat: i64, now: Micros) -> Result<(), u64> {
        if self.rate > 0.0 {
            let elapsed = (now - self.filled_at) as f64 / 1e6;
            self.tokens = (self.tokens + elapsed * self.rate).min(self.burst);
            self.filled_at = now;
            if now < self.blocked_until {
                return Err((self.blocked_until - now).div_ceil(1_000_000).max(1));
            }
            if self.tokens < 1.0 {
                self.blocked_until = now + self.retry_after * 1_000_000;
                return Err(self.retry_after);
            }
        }
        if self.per_chat > 0.0 {
            let gap = (1e6 / self.per_chat) as Micros;
            if self.last_in.get(&chat).is_some_and(|last| now - last < gap) {
                return Err(1);
            }
            self.last_in.insert(chat, now);
        }
        if self.rate > 0.0 {
            self.tokens -= 1.0;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_closes_everything_until_its_time_is_over() {
        let mut limiter = Limiter::new(10.0, 2.0, 0.0, 1);
        assert_eq!([0, 1, 2].map(|at| limiter.admit(at, 0)), [Ok(()), Ok(()), Err(1)]);
        assert_eq!(limiter.admit(9, 500_000), Err(1), "there are tokens again, but the second is not over");
        assert_eq!(limiter.admit(9, 1_000_001), Ok(()));
    }

    #[test]
    fn a_chat_has_a_limit_of_its_own() {
        let mut limiter = Limiter::new(0.0, 0.0, 1.0, 1);
        assert_eq!(
            [(1, 0), (1, 900_000), (2, 900_000)].map(|(chat, at)| limiter.admit(chat, at).is_ok()),
            [true, false, true]
        );
    }
}
