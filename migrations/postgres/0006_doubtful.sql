-- What may have gone and waits for another try: a sender that starts counts it against the limits.
create index outbox_doubted on outbox (retry_at) where state = 'pending' and doubts > 0;
